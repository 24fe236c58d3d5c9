package io.plimsoll.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.RunId;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Thousands of malformed and hostile requests by strangers and by people of every role: no fault of
 * the server, no change of anything, no secret told. {@code -Dplimsoll.seed} repeats one series,
 * {@code -Dplimsoll.requests} makes it shorter or longer.
 */
class HostileRequestsTest extends WebTestCase {
  private static final int BY_SOCKET = Integer.getInteger("plimsoll.requests", 20_000) / 10;
  private static final int BY_CLIENT = 9 * BY_SOCKET;
  private static final int AT_ONCE = 4;
  private static final int HUNG_UP = 0;
  private static final List<String> CALLERS =
      List.of("viewer", "requester", "operator", "approver", "auditor", "admin", "all", "machine");
  private static final List<String> VERBS =
      List.of("start", "hold", "resume", "retry", "abort", "rollback", "finalize");
  private static final List<String> WORDS =
      List.of(
          "' or 1=1 --",
          "'; drop table run; --",
          "../../../../etc/passwd",
          "..%2f..%2fetc%2fpasswd",
          "%00",
          "%ff%fe",
          "%",
          "%zz",
          ";jsessionid=1",
          "{id}",
          "${jndi:ldap://x/a}",
          "<script>alert(1)</script>",
          "\u202e\u0000\ud83d\ude00",
          "%F0%9F%98%80",
          "\u0130\u0131\u017f",
          "-1",
          "9223372036854775808",
          "1e309",
          "NaN",
          "null",
          "true",
          "[]",
          "{}",
          "a".repeat(4_000),
          "%2e%2e%2f",
          "//",
          "\\",
          "*",
          "");

  private final long seed = Long.getLong("plimsoll.seed", System.nanoTime());

  /** What came back, however it was asked. */
  private record Seen(int status, String text) {}

  private String run;

  /** Whatever the server says it answers to, streams aside, so that no route is forgotten. */
  private List<String> documented;

  private static List<String> documented(Stand it) {
    return Stand.json(it.get("/openapi.json").send()).path("paths").propertyNames().stream()
        .filter(path -> !path.endsWith("/events") || path.startsWith("/v1/audit"))
        .toList();
  }

  @Test
  void neverFailsNeverChangesNeverTells() throws Exception {
    RunId waiting = it.submitted();
    it.workplace
        .runs()
        .move(
            it.run(waiting),
            RunEvent.PAUSE,
            Runs.Note.hold(new Hold(Hold.Reason.PAUSED, "because of a test")));
    run = waiting.value();
    documented = documented(it);
    assertThat(documented).contains("/v1/sessions", "/v1/users/{name}/roles", "/v1/reviews");
    List<String> before = ControlRows.of(folder);
    var said = new ByteArrayOutputStream();
    PrintStream err = System.err;
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    Map<Integer, Integer> statuses = new TreeMap<>();
    try {
      all().forEach(seen -> statuses.merge(seen.status(), 1, Integer::sum));
    } finally {
      System.setErr(err);
    }
    System.err.println("plimsoll.seed=" + seed + " " + statuses);

    assertThat(statuses.values().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(BY_CLIENT + BY_SOCKET);
    assertThat(statuses.keySet()).as("seed %d", seed).allMatch(status -> status < 500);
    assertThat(statuses.getOrDefault(HUNG_UP, 0)).isLessThan((BY_CLIENT + BY_SOCKET) / 20);
    assertThat(statuses).containsKeys(400, 401, 403, 404, 405, 412, 415, 422, 428);
    assertThat(ControlRows.of(folder)).as("seed %d", seed).isEqualTo(before);
    requireNoSecret(said.toString(StandardCharsets.UTF_8));
  }

  private List<Seen> all() throws Exception {
    var pool = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Callable<Seen>> asks = new ArrayList<>();
      IntStream.range(0, BY_CLIENT).forEach(i -> asks.add(() -> byClient(i)));
      IntStream.range(0, BY_SOCKET).forEach(i -> asks.add(() -> bySocket(i)));
      var seen = new ArrayList<Seen>();
      for (var done : pool.invokeAll(asks)) {
        seen.add(done.get());
      }
      return seen;
    } finally {
      pool.shutdownNow();
    }
  }

  private <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Seen byClient(int number) throws Exception {
    var random = new Random(seed + number);
    HttpRequest.Builder request;
    String path = path(random);
    try {
      request = HttpRequest.newBuilder(URI.create(it.address() + path));
    } catch (IllegalArgumentException e) {
      request = HttpRequest.newBuilder(it.address().resolve("/v1/runs/%FF"));
    }
    String method =
        one(
            random,
            List.of(
                "GET",
                "POST",
                "POST",
                "POST",
                "PUT",
                "DELETE",
                "HEAD",
                "OPTIONS",
                "PATCH",
                "TRACE",
                "PROPFIND"));
    boolean verb = VERBS.stream().anyMatch(path::endsWith);
    byte[] body = verb && random.nextInt(4) > 0 ? new byte[0] : body(random);
    boolean reads = method.equals("GET") || method.equals("HEAD");
    request
        .timeout(Duration.ofSeconds(60))
        .method(method, reads ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    for (String[] header : headers(random)) {
      try {
        request.header(header[0], header[1]);
      } catch (IllegalArgumentException e) {
        // This client sends no such header; the raw ones do.
      }
    }
    HttpResponse<String> answer;
    try {
      answer = it.client().send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      // Hung up on while it still sent what nobody wants to read.
      return new Seen(HUNG_UP, "");
    }
    var seen = new Seen(answer.statusCode(), answer.headers().map() + "\n" + answer.body());
    require(seen, number, method);
    return seen;
  }

  /** Streams stay closed: whoever asks for one here is a stranger. */
  private String path(Random random) {
    String id = random.nextInt(3) > 0 ? run : one(random, WORDS);
    return switch (random.nextInt(10)) {
      case 0 ->
          "/v1/runs?"
              + one(random, List.of("limit", "after", "state", "x"))
              + "="
              + encoded(one(random, WORDS));
      case 1 -> "/v1/runs/" + encoded(id);
      case 2 -> "/v1/runs/" + encoded(id) + "/" + encoded(one(random, WORDS));
      case 3, 4 -> "/v1/runs/" + encoded(id) + "/" + one(random, VERBS);
      case 5 -> "/" + encoded(one(random, WORDS)) + "/" + encoded(one(random, WORDS));
      case 6 ->
          random.nextBoolean()
              ? "/v1/first-administrator"
              : "/v1/runs/"
                  + encoded(id)
                  + "/gates/"
                  + one(random, List.of("cut-over", "preflight", "x", "%2e%2e"))
                  + "/"
                  + one(random, List.of("approve", "reject", "withdraw", "", "x"));
      case 7 -> "/v1/runs";
      default -> anyDocumented(random);
    };
  }

  /** No word is the name of an account or the id of a token. */
  private String anyDocumented(Random random) {
    String path = one(random, documented);
    boolean known = path.startsWith("/v1/runs") && random.nextInt(3) > 0;
    String filled =
        path.replace("{id}", known ? run : encoded(one(random, WORDS)))
            .replace("{name}", encoded(one(random, WORDS)))
            .replace("{stage}", one(random, List.of("cut-over", "finalize", "x", "%00")));
    String parameter =
        one(random, List.of("limit", "after", "event", "size", "from", "to", "state", "x"));
    return random.nextInt(4) > 0
        ? filled
        : filled + "?" + parameter + "=" + encoded(one(random, WORDS));
  }

  /** Half of them as they are, so that what is no address at all is tried too. */
  private static String encoded(String word) {
    var bytes = new StringBuilder();
    for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > 0x20 && b < 0x7f && "\"<>\\^`{|}".indexOf(b) < 0;
      bytes.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    return bytes.toString();
  }

  private List<String[]> headers(Random random) {
    var headers = new ArrayList<String[]>();
    int who = random.nextInt(10);
    if (who < 7) {
      headers.add(header("Authorization", "Bearer " + it.tokenOf(one(random, CALLERS))));
    } else if (who < 9) {
      headers.add(
          header(
              "Authorization",
              one(random, List.of("Bearer ", "bearer plt_", "Basic ", "")) + one(random, WORDS)));
    }
    headers.add(
        header(
            "Content-Type",
            one(
                random,
                List.of(
                    "application/yaml",
                    "application/yaml",
                    "application/json",
                    "application/json; charset=utf-16",
                    "text/html",
                    "multipart/form-data; boundary=x",
                    "application/x-www-form-urlencoded",
                    ";;;"))));
    if (random.nextInt(3) == 0) {
      String word = one(random, WORDS);
      headers.add(header("Idempotency-Key", word));
    }
    if (random.nextInt(2) == 0) {
      // Never the version the run has.
      headers.add(
          header(
              "If-Match",
              one(
                  random,
                  List.of("*", "\"\"", "1", "W/\"1\"", "\"2\"", "\"-1\"", "\"1", "\"01\""))));
    }
    if (random.nextInt(4) == 0) {
      headers.add(
          header(
              one(
                  random,
                  List.of(
                      "Content-Encoding",
                      "Last-Event-ID",
                      "Accept",
                      "Cookie",
                      "X-Forwarded-For",
                      "X-HTTP-Method-Override",
                      "Range",
                      "Origin",
                      "If-None-Match")),
              one(random, WORDS)));
    }
    if (random.nextInt(8) == 0) {
      headers.add(header("Cookie", "plimsoll=" + one(random, WORDS)));
      headers.add(header(Forgery.HEADER, one(random, WORDS)));
      headers.add(header("Sec-Fetch-Site", one(random, List.of("same-origin", "cross-site"))));
    }
    return headers;
  }

  private static String[] header(String name, String value) {
    return new String[] {name, value};
  }

  /** Never a plan that could be submitted. */
  private byte[] body(Random random) {
    String plan = Stand.plan();
    int cut = random.nextInt(plan.length());
    return switch (random.nextInt(10)) {
      case 0 -> new byte[0];
      case 1 -> one(random, WORDS).getBytes(StandardCharsets.UTF_8);
      case 2 -> noise(random, random.nextInt(2_000));
      case 3 -> (plan + "\nunknown: " + one(random, WORDS)).getBytes(StandardCharsets.UTF_8);
      case 4 -> ("{\"spec\": " + one(random, WORDS) + "}").getBytes(StandardCharsets.UTF_8);
      case 5 -> ("[".repeat(random.nextInt(5_000)) + "1").getBytes(StandardCharsets.UTF_8);
      case 6 ->
          "a: &a [x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\n".getBytes(StandardCharsets.UTF_8);
      case 7 -> {
        byte[] broken = (plan + "\nunknown: x").getBytes(StandardCharsets.UTF_8);
        broken[cut] = (byte) random.nextInt(256);
        yield broken;
      }
      case 8 ->
          random.nextBoolean()
              ? ("{\"roles\": [\"" + one(random, WORDS) + "\"], \"grant\": 7, \"comment\": []}")
                  .getBytes(StandardCharsets.UTF_8)
              : ("{\"code\": \"" + one(random, WORDS) + "\", \"name\": 7, \"password\": {}}")
                  .getBytes(StandardCharsets.UTF_8);
      default ->
          random.nextInt(20) == 0
              ? noise(random, Call.LARGEST_BODY + 1 + random.nextInt(100_000))
              : plan.replaceFirst("kind: Move", "kind: " + one(random, List.of("Moves", "7", "[]")))
                  .getBytes(StandardCharsets.UTF_8);
    };
  }

  private static byte[] noise(Random random, int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** What no client library would send. */
  private Seen bySocket(int number) throws Exception {
    var random = new Random(~(seed + number));
    String token = it.tokenOf(one(random, CALLERS));
    String first =
        one(
            random,
            List.of(
                "GET /v1/runs HTTP/1.1",
                "GET /v1/runs/%c0%ae%c0%ae/ HTTP/1.1",
                "GET /../../etc/passwd HTTP/1.1",
                "GET /v1/../v1/runs/./x HTTP/1.1",
                "GET http://other/v1/runs HTTP/1.1",
                "GET //v1//runs HTTP/1.1",
                "GET /v1/runs;a=b/x HTTP/1.1",
                "GET /v1/runs%2f" + run + " HTTP/1.1",
                "GET /" + "a".repeat(10_000) + " HTTP/1.1",
                "GET /v1/runs?" + "a=b&".repeat(1_500) + " HTTP/1.1",
                "POST /v1/runs/" + run + "/abort HTTP/1.1",
                "POST /v1/runs HTTP/9.9",
                "POST /v1/runs",
                "GET",
                "\u0000\u0001\u0002",
                "TRACE /v1/runs HTTP/1.1",
                "CONNECT x:1 HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "get /v1/runs http/1.1",
                "PRI * HTTP/2.0"));
    String more =
        one(
            random,
            List.of(
                "",
                "Content-Length: -1\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked, chunked\r\n",
                "Transfer-Encoding: gzip\r\n",
                "Expect: 100-continue\r\n",
                "Expect: everything\r\n",
                "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAAA\r\n",
                "X: " + "b".repeat(20_000) + "\r\n",
                "X y: z\r\n",
                ": empty\r\n",
                " folded\r\n",
                "If-Match: \u0001\r\n",
                "Idempotency-Key: a\u0000b\r\n",
                "Cookie: " + "c=d;".repeat(500) + "\r\n",
                "Host: other\r\n",
                "no colon\r\n"));
    String text =
        first
            + "\r\nHost: x\r\nAuthorization: Bearer "
            + token
            + "\r\nConnection: close\r\n"
            + more
            + "\r\n"
            + "0\r\n\r\n";
    var seen = new Seen(HUNG_UP, "");
    try (var socket = new Socket("127.0.0.1", it.address().getPort())) {
      socket.setSoTimeout(40_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      if (answer.startsWith("HTTP/1.")) {
        seen = new Seen(Integer.parseInt(answer.substring(9, 12)), answer);
      }
    } catch (IOException e) {
      // Hung up on, as such a request deserves.
    }
    require(seen, number, first.substring(0, Math.min(40, first.length())));
    return seen;
  }

  private void require(Seen seen, int number, String what) {
    assertThat(seen.status())
        .as("seed %d number %d %s: %s", seed, number, what, seen.text())
        .isLessThan(500)
        .isNotEqualTo(201);
    requireNoSecret(seen.text());
    assertThat(seen.text()).doesNotContain("Exception", "\tat ", "jetty", "Jetty");
    if (!seen.text().contains(" · Plimsoll</title>")) {
      assertThat(seen.text()).doesNotContain("<html");
    }
  }

  private void requireNoSecret(String text) {
    assertThat(text).doesNotContain("hunter2-never-shown");
    for (String caller : CALLERS) {
      assertThat(text).doesNotContain(it.tokenOf(caller));
    }
  }
}
