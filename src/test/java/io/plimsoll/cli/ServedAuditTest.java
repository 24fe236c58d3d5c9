package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.plimsoll.audit.SigningKey;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.web.Stand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** An auditor holds the log of a server against its key, on a machine without an installation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServedAuditTest {
  private Path folder;
  private Stand stand;
  private Path key;

  @BeforeAll
  void open(@TempDir Path home) throws IOException {
    folder = home;
    stand = new Stand(home).withPeople();
    var plan = new PlanReader(Clock.systemUTC()).read("plan", Stand.plan());
    for (int i = 0; i < 12; i++) {
      stand.workplace().orchestrator().submit(plan);
    }
    String own = stand.workplace().control().audit().head().key().text();
    key = Files.writeString(folder.resolve("log.pub"), own + "\n");
  }

  @AfterAll
  void close() {
    stand.close();
  }

  private RemoteTerminal as(String who, URI server) {
    return new RemoteTerminal(folder).at(server, stand.tokenOf(who));
  }

  /** Somebody in between who changes what is asked and what is said. */
  private StandIn between(UnaryOperator<String> asked, UnaryOperator<String> said) {
    return new StandIn(exchange -> passOn(exchange, asked, said));
  }

  private void passOn(
      HttpExchange exchange, UnaryOperator<String> asked, UnaryOperator<String> said)
      throws IOException {
    URI there = stand.address().resolve(asked.apply(exchange.getRequestURI().toString()));
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    try {
      HttpResponse<String> answer =
          stand
              .client()
              .send(
                  HttpRequest.newBuilder(there).header("Authorization", token).build(),
                  BodyHandlers.ofString());
      StandIn.answer(
          exchange,
          answer.statusCode(),
          answer.headers().firstValue("Content-Type").orElse(""),
          said.apply(answer.body()));
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @Test
  void verifiesWhatTheServerShows() {
    var seen = as("auditor", stand.address()).run("audit", "verify", "--key", key);

    assertThat(seen.code()).as(seen.out() + seen.err()).isZero();
    assertThat(seen.out())
        .containsPattern("\\A[0-9]+ events, root .*1 checkpoint held against it: as signed");
  }

  @Test
  void saysThatTheKeyWasTheServersOwn() {
    var seen = as("auditor", stand.address()).run("audit", "verify");

    assertThat(seen.code()).isZero();
    assertThat(seen.out()).contains(stand.address() + ": its own key was used; --key with one");
  }

  @Test
  void readsPageAfterPage() {
    try (var between = between(a -> a.replace("limit=1000", "limit=2"), s -> s)) {
      var seen = as("auditor", between.address()).run("audit", "verify", "--key", key);

      assertThat(seen.code()).as(seen.out() + seen.err()).isZero();
      assertThat(between.asked).hasSizeGreaterThan(5);
    }
  }

  private static String leftOut(String page) {
    if (!page.startsWith("{")) {
      return page;
    }
    JsonNode read = Json.read(page);
    ((ArrayNode) read.path("events")).remove(1);
    return read.toString();
  }

  private enum Change {
    EDITED(
        "F63 %s event 0: event 0 has another hash", s -> s.replace("log.started", "log.stopped")),
    LEFT_OUT("F63 %s event 1:", ServedAuditTest::leftOut),
    CUT_OFF("the log ends after 5", s -> s.replaceAll("\"next\":\"[^\"]*\"", "\"next\":null"));

    private final String found;
    private final UnaryOperator<String> change;

    Change(String found, UnaryOperator<String> change) {
      this.found = found;
      this.change = change;
    }
  }

  @ParameterizedTest
  @Tag("F63")
  @EnumSource
  void findsWhatWasChangedOnTheWay(Change change) {
    try (var between = between(a -> a.replace("limit=1000", "limit=5"), change.change)) {
      var seen = as("auditor", between.address()).run("audit", "verify", "--key", key);

      assertThat(seen.code()).as(seen.out() + seen.err()).isEqualTo(1);
      assertThat(seen.out())
          .contains(change.found.formatted(between.address()))
          .endsWith("NOT what was recorded\n");
    }
  }

  @Test
  @Tag("F63")
  void trustsNoOtherKey() throws IOException {
    Path other = folder.resolve("other.pub");
    Files.writeString(other, SigningKey.generate("plimsoll.io/log/x").verifier() + "\n");

    var seen = as("auditor", stand.address()).run("audit", "verify", "--key", other);

    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.out()).contains("its events never name the key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{\"events\":[],\"next\":\"x\"} # gives an empty page and says that more follows",
        "{\"events\":1} # does not give a page of events",
        "{\"events # does not give a page of events"
      })
  void endsWhereAServerDoesNotAnswerAsOne(String page, String expected) {
    try (var between = between(a -> a, said -> said.startsWith("{") ? page : said)) {
      var seen = as("auditor", between.address()).run("audit", "verify", "--key", key);

      assertThat(seen.code()).isEqualTo(1);
      assertThat(seen.err()).contains(between.address() + " " + expected);
    }
  }

  @Test
  void isForAuditors() {
    var seen = as("viewer", stand.address()).run("audit", "verify", "--key", key);

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("auditor");
  }

  @Test
  void readsAFolderOrAServer() {
    var seen =
        as("auditor", stand.address())
            .run("audit", "verify", folder, "--server", stand.address().toString());

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("expected FOLDER or --server, not both");
  }
}
