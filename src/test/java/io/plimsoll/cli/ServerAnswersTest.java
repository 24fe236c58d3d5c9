package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.plimsoll.web.Stand;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands make of answers that are lost, broken or lies. */
class ServerAnswersTest {
  private static final String TOKEN = "plimsoll_hunter2hunter2hunter2";
  private static final String RUN =
      """
      {"id": "r-1", "state": "%s", "hold": %s, "outcome": "", "diverged": false,
       "requested": null, "version": 4, "submittedAt": "2026-11-23T12:00:00Z",
       "changedAt": "2026-11-23T12:00:00Z", "endedAt": null}""";
  private static final String WHOLE =
      """
      {"run": %s, "plan": {"name": "shop", "sha256": ""}, "started": true, "holder": null,
       "verbs": [{"verb": "dance", "consequence": "it dances", "because": null}]}""";

  private static final String GATE =
      """
      {"stage": "cut-over", "rule": "hold", "state": "%s", "digest": null, "until": null,
       "decisions": [], "missing": [], "could": [], "cannot": [], "changed": [], "then": []}""";

  @TempDir Path folder;

  private RemoteTerminal at(StandIn server) {
    return new RemoteTerminal(folder).at(server.address(), TOKEN);
  }

  private static String line(String state, String hold) {
    return RUN.formatted(state, hold).replace("\n", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | text/html        | <html>Welcome</html>",
        "200 | ''               | {\"runs\": []}",
        "302 | text/html        | elsewhere",
        "502 | text/html        | Bad Gateway",
        "401 | application/json | {}",
        "500 | text/plain       | at java.lang.Thread",
        "200 | application/json | no JSON",
        "200 | application/json | []",
        "200 | application/json | {}",
        "200 | application/json | {\"runs\": {}}",
        "200 | application/json | {\"runs\": [3]}",
        "200 | application/json | {\"runs\": [{\"id\": \"../../etc\"}]}",
        "200 | application/json | {\"runs\": []} {}",
        "204 | ''               | ''",
        "403 | application/problem+json | nonsense"
      })
  void believesNobodyWhoDoesNotAnswerAsAServerOfOurs(int status, String type, String body) {
    try (var server = StandIn.answering(status, type, body)) {
      var seen = at(server).run("list");

      assertThat(seen.code()).isEqualTo(1);
      assertThat(seen.err()).contains(server.address() + " does not answer as ");
      assertThat(seen.err()).doesNotContain("a fault in Plimsoll itself", "\tat ");
      assertThat(seen.out()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"state\": \"cut-over\", |\"state\": \"dancing\", |run.state",
        "\"version\": 4|\"version\": -4|run.version",
        "\"version\": 4|\"version\": 4e300|run.version",
        "2026-11-23T12:00:00Z|yesterday|run.submittedAt",
        "\"diverged\": false|\"diverged\": \"no\"|run.diverged",
        "\"hold\": null|\"hold\": [1]|run.hold"
      })
  void saysWhereAnAnswerIsAnotherThanExpected(String change) {
    String[] parts = change.split("\\|");
    String whole = WHOLE.formatted(line("cut-over", "null")).replace(parts[0], parts[1]);
    try (var server =
        new StandIn(
            exchange -> {
              exchange.getResponseHeaders().set("ETag", "\"4\"");
              StandIn.answer(exchange, 200, "application/json", whole);
            })) {
      var seen = at(server).run("status", "r-1");

      assertThat(seen.code()).isEqualTo(1);
      assertThat(seen.err()).contains("does not answer as this version", parts[2] + ": expected");
    }
  }

  @Test
  void outlastsAServerThatStartsAgainBehindItsProxy() {
    var times = new AtomicInteger();
    try (var server =
        new StandIn(
            exchange -> {
              if (times.getAndIncrement() < 2) {
                StandIn.answer(exchange, 503, "text/html", "Service Unavailable");
              } else {
                StandIn.answer(exchange, 200, "application/json", "{\"runs\": [], \"next\": null}");
              }
            })) {
      assertThat(at(server).run("list").code()).isZero();
      assertThat(times).hasValue(3);
    }
  }

  @Test
  void saysHowLongToWaitAfterTooManyAttempts() {
    try (var server =
        new StandIn(
            exchange -> {
              exchange.getResponseHeaders().set("Retry-After", "90");
              StandIn.answer(
                  exchange,
                  429,
                  "application/problem+json",
                  "{\"code\": \"too-many-requests\", \"detail\": \"too many attempts\"}");
            })) {
      RemoteTerminal terminal = at(server);
      terminal.environment.put("PLIMSOLL_PASSWORD", "correct horse");
      var seen = terminal.run("login", "ann");

      assertThat(seen.code()).isEqualTo(2);
      assertThat(seen.err()).contains("too many attempts (1 min 30 s)");
      assertThat(server.asked).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"rejected, 4", "consumed, 0"})
  void waitsUntilTheRunIsBackAndNotOnlyAskedBack(String gate, int exit) {
    String held = line("cut-over", "{\"reason\": \"gate\", \"text\": \"decide\"}");
    String asked = held.replace("\"requested\": null", "\"requested\": \"rollback\"");
    try (var server =
        new StandIn(
            exchange -> {
              exchange.getResponseHeaders().set("ETag", "\"4\"");
              String path = exchange.getRequestURI().getPath();
              if (path.endsWith("/events")) {
                String events =
                    "event: run\ndata: %s\n\nevent: run\ndata: %s\n\n"
                        .formatted(asked, line("rolled-back", "null"));
                StandIn.answer(exchange, 200, "text/event-stream", events);
              } else if (path.endsWith("/shards")) {
                StandIn.answer(exchange, 200, "application/json", "{\"shards\": []}");
              } else if (path.contains("/gates/")) {
                StandIn.answer(exchange, 200, "application/json", GATE.formatted(gate));
              } else {
                String run = exchange.getRequestMethod().equals("POST") ? asked : held;
                String verbs =
                    "[{\"verb\": \"rollback\", \"consequence\": \"it goes back\", \"because\": null}]";
                String whole = WHOLE.formatted(run).replaceFirst("\\[\\{.*}]", verbs);
                StandIn.answer(exchange, 200, "application/json", whole);
              }
            })) {
      var seen = at(server).run("rollback", "r-1", "--yes", "--wait");

      assertThat(seen.code()).as(seen.err()).isEqualTo(exit);
      assertThat(seen.err()).contains("it goes back", "r-1 cut-over, asked to rollback: gate");
      assertThat(seen.out()).contains("state    rolled-back");
    }
  }

  @Test
  void decidesNothingAboutWhatHasNoVersion() {
    try (var server =
        StandIn.answering(200, "application/json", WHOLE.formatted(line("copy", "null")))) {
      var seen = at(server).run("hold", "r-1", "--yes");

      assertThat(seen.code()).isEqualTo(1);
      assertThat(seen.err()).contains("its answer has no ETag");
      assertThat(server.asked).containsExactly("GET /v1/runs/r-1");
    }
  }

  @Test
  void doesNotPrintTheTokenThatAServerSendsBack() {
    try (var server =
        new StandIn(
            exchange -> {
              String sent = exchange.getRequestHeaders().getFirst("Authorization");
              StandIn.answer(
                  exchange,
                  409,
                  "application/problem+json",
                  "{\"code\": \"odd\", \"detail\": \"you said %s\"}".formatted(sent));
            })) {
      var seen = at(server).run("list", "--debug");

      assertThat(server.authorizations).containsExactly("Bearer " + TOKEN);
      assertThat(seen.err()).contains("you said Bearer ****");
      assertThat(seen.err() + seen.out()).doesNotContain("hunter2");
    }
  }

  @Test
  void showsNoControlCharacterOfAServer() {
    try (var server =
        StandIn.answering(
            403,
            "application/problem+json",
            "{\"code\": \"forbidden\", \"detail\": \"\\u001b[2Jcleared\"}")) {
      assertThat(at(server).run("list").err()).contains("\\u001b[2Jcleared");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "412, stale, 7",
    "409, not-possible-now, 2",
    "409, outcome-unknown, 1",
    "403, forbidden, 2",
    "422, invalid-content, 2",
    "429, too-many-requests, 2",
    "500, internal, 1",
    "418, from-the-future, 1"
  })
  void endsWithTheCodeThatARefusalMeans(int status, String code, int exit) {
    try (var server =
        StandIn.answering(
            status,
            "application/problem+json",
            "{\"code\": \"%s\", \"detail\": \"because\"}".formatted(code))) {
      var seen = at(server).run("list");

      assertThat(seen.code()).isEqualTo(exit);
      assertThat(seen.err()).contains("because");
    }
  }

  @Test
  void sendsAgainWithTheSameKeyWhenTheReplyIsLostAndOneRunIsMade() {
    var lost = new AtomicInteger();
    try (var stand = new Stand(folder.resolve("installation")).withPeople();
        var between =
            new StandIn(
                exchange -> {
                  HttpResponse<String> reply = passedOn(stand, exchange);
                  if (lost.getAndIncrement() > 0) {
                    reply
                        .headers()
                        .firstValue("ETag")
                        .ifPresent(tag -> exchange.getResponseHeaders().set("ETag", tag));
                    StandIn.answer(
                        exchange,
                        reply.statusCode(),
                        reply.headers().firstValue("Content-Type").orElse(""),
                        reply.body());
                  }
                })) {
      var terminal = new RemoteTerminal(folder).at(between.address(), stand.tokenOf("requester"));

      var seen = terminal.run("submit", Path.of("migrations/sidekick/plan.yaml"));

      assertThat(seen.code()).as(seen.err()).isZero();
      assertThat(between.asked).containsExactly("POST /v1/runs", "POST /v1/runs");
      assertThat(between.keys.get(0)).isEqualTo(between.keys.get(1)).hasSize(32);
      assertThat(stand.workplace().runs().list(10))
          .singleElement()
          .satisfies(run -> assertThat(seen.out()).isEqualTo(run.id() + "\n"));
      terminal.run("submit", Path.of("migrations/sidekick/plan.yaml"));
      assertThat(between.keys).hasSize(3).last().isNotEqualTo(between.keys.get(0));
    }
  }

  private static HttpResponse<String> passedOn(Stand stand, HttpExchange exchange)
      throws IOException {
    var request =
        HttpRequest.newBuilder(stand.address().resolve(exchange.getRequestURI()))
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    for (String header : new String[] {"Authorization", "Idempotency-Key", "Content-Type"}) {
      request.header(header, exchange.getRequestHeaders().getFirst(header));
    }
    try {
      return stand.client().send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void followsAgainAfterTheEventItHeardLast() {
    var last = new java.util.concurrent.CopyOnWriteArrayList<String>();
    try (var server =
        new StandIn(
            exchange -> {
              if (exchange.getRequestURI().getPath().endsWith("/events")) {
                last.add(String.valueOf(exchange.getRequestHeaders().getFirst("Last-Event-ID")));
                events(exchange, last.size());
              } else if (exchange.getRequestURI().getPath().endsWith("/shards")) {
                StandIn.answer(exchange, 200, "application/json", "{\"shards\": []}");
              } else {
                exchange.getResponseHeaders().set("ETag", "\"4\"");
                String state = last.size() < 4 ? "copy" : "verify";
                StandIn.answer(
                    exchange, 200, "application/json", WHOLE.formatted(line(state, "null")));
              }
            })) {
      var seen = at(server).run("watch", "r-1");

      assertThat(seen.code()).as(seen.err()).isEqualTo(3);
      assertThat(last).containsExactly("null", "s-1", "s-2", "s-2", "s-2");
      assertThat(seen.err())
          .containsSubsequence(
              "r-1 copy\n",
              "r-1 chunk 1 of 2\n",
              "r-1 shard s00 copy: moved 1,204 rows, verified 1 row",
              "r-1 verify\n",
              "r-1 finalize: gate: decide\n");
      assertThat(seen.out()).contains("state    finalize");
    }
  }

  /** News, half a line, a proxy's word, word that some is out of reach, the end. */
  private static void events(HttpExchange exchange, int time) throws IOException {
    if (time == 3) {
      StandIn.answer(exchange, 502, "text/html", "the server starts");
      return;
    }
    String text =
        switch (time) {
          case 1 ->
              "retry: 1\n\n: there\n\nid: s-1\nevent: said\ndata: {\"line\": \"chunk 1 of 2\"}\n\nevent: progress\ndata: {\"shard\": \"s00\", \"pass\": \"copy\", \"moved\": 1204, \"verified\": 1, \"replayed\": 0}\n\n";
          case 2 -> "id: s-2\nevent: new-kind\ndata: {}\n\nid: s-3\nevent: run\ndata: {\"id\"";
          case 4 -> "event: resync\ndata: {}\n\n";
          default ->
              "event: run\ndata: "
                  + line("finalize", "{\"reason\": \"gate\", \"text\": \"decide\"}")
                  + "\n\n";
        };
    StandIn.answer(exchange, 200, "text/event-stream;charset=utf-8", text);
  }

  @Test
  void keepsTheSessionOfAStandInForTheServersLogInAndEndsIt() throws IOException {
    var given = new AtomicInteger();
    try (var server =
        new StandIn(
            exchange -> {
              String body =
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
              if (exchange.getRequestURI().getPath().equals("/v1/sessions/end")) {
                StandIn.answer(exchange, 204, "", "");
              } else if (exchange.getRequestURI().getPath().equals("/v1/runs")) {
                StandIn.answer(exchange, 200, "application/json", "{\"runs\": [], \"next\": null}");
              } else if (body.contains("\"password\":\"correct horse\"")) {
                StandIn.answer(
                    exchange,
                    201,
                    "application/json",
                    "{\"session\": \"s%d-secret\", \"name\": \"ann\", \"account\": \"a1\", \"roles\": [\"approver\"], \"expires\": \"2030-01-01T00:00:00Z\"}"
                        .formatted(given.incrementAndGet()));
              } else {
                StandIn.answer(
                    exchange,
                    401,
                    "application/problem+json",
                    "{\"code\": \"unauthenticated\", \"detail\": \"wrong name or password\"}");
              }
            })) {
      var terminal = new RemoteTerminal(folder);
      terminal.environment.put("PLIMSOLL_SERVER", server.address().toString());
      terminal.environment.put("PLIMSOLL_PASSWORD", "wrong horse");
      var wrong = terminal.run("login", "ann");
      assertThat(wrong.code()).isEqualTo(2);
      assertThat(wrong.err()).contains("wrong name or password").doesNotContain("horse");
      assertThat(server.asked).hasSize(1);

      terminal.environment.put("PLIMSOLL_PASSWORD", "correct horse");
      var seen = terminal.run("login", "ann");
      assertThat(seen.code()).as(seen.err()).isZero();
      assertThat(seen.err()).contains("logged in as ann, roles: approver");
      assertThat(seen.err() + seen.out()).doesNotContain("horse", "secret");
      try (var files = java.nio.file.Files.list(folder.resolve("state"))) {
        assertThat(files)
            .singleElement()
            .satisfies(
                file ->
                    assertThat(
                            java.nio.file.attribute.PosixFilePermissions.toString(
                                java.nio.file.Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
      }
      assertThat(terminal.run("list").code()).isZero();
      assertThat(server.authorizations).last().isEqualTo("Bearer s1-secret");

      assertThat(terminal.run("login", "ann").code()).isZero();
      assertThat(server.asked).last().isEqualTo("POST /v1/sessions/end");
      assertThat(server.authorizations).last().isEqualTo("Bearer s1-secret");

      assertThat(terminal.run("logout").err()).contains("logged out");
      assertThat(server.authorizations).last().isEqualTo("Bearer s2-secret");
      assertThat(terminal.run("logout").err()).contains("nobody was logged in");
      assertThat(terminal.run("list").code()).isEqualTo(2);
    }
  }

  @Test
  void showsTheSessionOfOneServerToNoOther() {
    try (var one =
            StandIn.answering(
                201,
                "application/json",
                "{\"session\": \"secret\", \"name\": \"ann\", \"roles\": []}");
        var other = StandIn.answering(200, "application/json", "{\"runs\": []}")) {
      var terminal = new RemoteTerminal(folder);
      terminal.environment.put("PLIMSOLL_PASSWORD", "correct horse");
      assertThat(terminal.run("login", "ann", "--server", one.address()).code()).isZero();

      assertThat(terminal.run("list", "--server", other.address()).code()).isEqualTo(2);
      assertThat(other.asked).isEmpty();
    }
  }
}
