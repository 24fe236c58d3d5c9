package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import io.plimsoll.run.Runs;
import io.plimsoll.web.Stand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands against a real server, from a machine that has no installation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerCommandsTest {
  private static final Path PLAN = Path.of("migrations/sidekick/plan.yaml");

  private Path folder;
  private Stand stand;

  @BeforeAll
  void open(@TempDir Path home) {
    folder = home;
    stand = new Stand(home).withPeople();
  }

  @AfterAll
  void close() {
    stand.close();
  }

  private RemoteTerminal as(String who) {
    return new RemoteTerminal(folder).at(stand.address(), stand.tokenOf(who));
  }

  private Runs runs() {
    return stand.workplace().runs();
  }

  private Run run(RunId id) {
    return runs().find(id).orElseThrow();
  }

  private Run submitted() {
    var plan = new PlanReader(Clock.systemUTC()).read("plan", Stand.plan());
    return run(stand.workplace().orchestrator().submit(plan));
  }

  private RunId waiting(Hold.Reason reason, RunEvent event, int passed) {
    Run run = submitted();
    for (int i = 0; i < passed; i++) {
      run = runs().move(run, RunEvent.PASSED, Runs.Note.of(""));
    }
    return runs().move(run, event, Runs.Note.hold(new Hold(reason, "because of a test"))).id();
  }

  @Test
  void submitsAPlanAndPrintsItsRun() {
    var seen = as("requester").run("submit", PLAN);

    assertThat(seen.code()).as(seen.err()).isZero();
    var id = new RunId(seen.out().strip());
    assertThat(run(id).state()).isEqualTo(RunState.PREFLIGHT);
    assertThat(stand.workplace().orchestrator().started(id)).isFalse();
    assertThat(seen.err()).contains("plimsoll start " + id);
    var object = CliTestCase.json(as("all").run("submit", PLAN, "--output", "json").out());
    assertThat(object.path("run").asString()).startsWith("sidekick-");
  }

  @Test
  void explainsWindowsOfAPlanAndOfARunAtAnyTime() throws IOException {
    Path plan = folder.resolve("windows.yaml");
    Files.writeString(
        plan,
        Stand.plan()
            + """

              schedule:
                timeZone: Europe/Berlin
                windows: [{days: [Sat], from: "02:30", until: "05:00"}]
            """);
    String id = as("requester").run("submit", plan).out().strip();
    int runs = runs().list(1_000).size();

    for (Object what : new Object[] {plan, id}) {
      var closed = as("viewer").run("windows", "explain", what, "--at", "2030-01-04T12:00");
      assertThat(closed.code()).as(closed.err()).isZero();
      assertThat(closed.out())
          .contains(": closed, outside every window: Sat 02:30-05:00")
          .contains("Sat 2030-01-05 02:30 +01:00 Europe/Berlin", "a stage that overruns: hold");
      var open =
          as("viewer")
              .run("windows", "explain", what, "--at", "2030-01-05T02:30", "--output", "json");
      var object = CliTestCase.json(open.out());
      assertThat(object.path("open").asBoolean()).isTrue();
      assertThat(object.path("reason").asString()).isEqualTo("IN_WINDOW");
      assertThat(object.path("at").path("instant").asString()).isEqualTo("2030-01-05T01:30:00Z");
    }
    assertThat(runs().list(1_000)).hasSize(runs);
    assertThat(as("viewer").run("windows", "explain", "no such thing").code()).isEqualTo(2);
    assertThat(as("viewer").run("windows", "explain", "sidekick-nowhere").code()).isEqualTo(2);
  }

  @Test
  void explainsAGateAtAnotherTime() {
    RunId id = submitted().id();

    var seen =
        as("viewer").run("gate", "explain", id, "--at", "2030-01-01T00:00:00Z", "--output", "json");

    assertThat(seen.code()).as(seen.err()).isZero();
    assertThat(CliTestCase.json(seen.out()).path("at").asString())
        .isEqualTo("2030-01-01T00:00:00Z");
  }

  @Test
  void keepsAccountsAndTokens() throws IOException {
    Path password = Files.writeString(folder.resolve("password"), Stand.PASSWORD);
    var added =
        as("admin").run("user", "add", "zoe", "--role", "viewer", "--password-file", password);
    assertThat(added.code()).as(added.err()).isZero();
    assertThat(added.err()).contains("added zoe, roles: viewer").doesNotContain("horse");
    assertThat(as("viewer").run("user", "list").code()).isEqualTo(2);
    assertThat(as("admin").run("user", "role", "zoe", "--grant", "operator").err())
        .contains("zoe, roles: viewer, operator");
    assertThat(as("admin").run("user", "list").out()).containsPattern("zoe +person +viewer, op");
    assertThat(as("admin").run("user", "link", "zoe", "--subject", "7").err())
        .contains("--issuer URL");
    assertThat(
            as("admin")
                .run("user", "link", "zoe", "--issuer", "https://id.example", "--subject", "7")
                .err())
        .contains("zoe may log in through https://id.example");
    assertThat(as("admin").run("user", "disable", "zoe").code()).isZero();
    assertThat(as("admin").run("user", "enable", "zoe").code()).isZero();
    assertThat(as("admin").run("user", "disable", "no/such one").code()).isEqualTo(2);
    var changed = as("admin").run("user", "password", "zoe", "--password-file", password);
    assertThat(changed.code()).as(changed.err()).isZero();

    Path into = folder.resolve("deploy.token");
    var token = as("admin").run("token", "create", "pipeline", "--for", "machine", "--into", into);
    assertThat(token.code()).as(token.err()).isZero();
    String secret = Files.readString(into).strip();
    assertThat(token.out() + token.err()).contains("written to").doesNotContain(secret);
    var machine = new RemoteTerminal(folder).at(stand.address(), secret);
    assertThat(machine.run("list").code()).isZero();
    assertThat(as("admin").run("token", "create", "laptop").err())
        .contains("a token makes no token for its own account");
    var shown =
        as("admin").run("token", "create", "second", "--for", "machine", "--output", "json");
    String id = CliTestCase.json(shown.out()).path("id").asString();
    assertThat(as("admin").run("token", "list").out()).contains(id, "second", "pipeline");
    assertThat(as("admin").run("token", "revoke", id).code()).isZero();
    assertThat(as("admin").run("token", "list").out()).containsPattern(id + " +second .*revoked");
  }

  @Test
  void logsInWithAPasswordAndOut() {
    var terminal = new RemoteTerminal(folder);
    terminal.environment.put("PLIMSOLL_SERVER", stand.address().toString());
    terminal.environment.put("PLIMSOLL_PASSWORD", Stand.PASSWORD);
    assertThat(terminal.run("list").err()).contains("login");

    var seen = terminal.run("login", "viewer");

    assertThat(seen.code()).as(seen.err()).isZero();
    assertThat(seen.err()).contains("logged in as viewer, roles: viewer");
    assertThat(terminal.run("list").code()).isZero();
    assertThat(terminal.run("logout").code()).isZero();
    assertThat(terminal.run("list").code()).isEqualTo(2);
  }

  @Test
  void saysEveryMistakeOfAPlanWithItsPlaceInTheFile() throws IOException {
    Path wrong = folder.resolve("wrong.yaml");
    Files.writeString(
        wrong,
        Stand.plan().replaceFirst("(?m)^  soak:.*$", "  soak: {duration: soon, every: 5m}")
            + "nonsense: 1\n");
    int before = runs().list(1_000).size();

    var seen = as("requester").run("submit", wrong);

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err())
        .containsPattern("wrong\\.yaml:[0-9]+:[0-9]+ spec\\.soak\\.duration: ")
        .containsPattern("wrong\\.yaml:[0-9]+:[0-9]+ .*nonsense")
        .contains("nothing was submitted");
    assertThat(seen.out()).isEmpty();
    assertThat(runs().list(1_000)).hasSize(before);
    var object = CliTestCase.json(as("all").run("submit", wrong, "--output", "json").out());
    assertThat(object.path("exitCode").asInt()).isEqualTo(2);
    assertThat(object.path("problems").size()).isEqualTo(2);
    assertThat(as("all").run("submit", folder.resolve("absent.yaml")).err())
        .contains("there is no file");
  }

  @Test
  void startsARunOnceAndWatchesItUntilItRests() {
    RunId id = submitted().id();

    var started = as("operator").run("start", id);
    assertThat(started.code()).as(started.err()).isZero();
    assertThat(started.err()).contains("started run " + id + " of plan sidekick");

    var seen = as("viewer").run("watch", id);
    assertThat(seen.code()).as(seen.err()).isIn(1, 2);
    assertThat(seen.out()).contains("run      " + id, "state    preflight", "held     ");
    assertThat(as("operator").run("start", id).code()).isEqualTo(2);
  }

  @Test
  void listsAndShowsRuns() {
    RunId id = waiting(Hold.Reason.GATE, RunEvent.PAUSE, 6);

    var list = as("viewer").run("list", "--limit", "2");
    assertThat(list.out()).contains(id.value()).contains("cut-over", "gate");
    assertThat(list.out().lines()).hasSize(3);
    var status = as("viewer").run("status", id);
    assertThat(status.out())
        .contains("state    cut-over", "held     gate: because of a test")
        .containsPattern("s00 +pending +0 +0");
    var object = CliTestCase.json(as("viewer").run("status", id, "--output", "json").out());
    assertThat(object.path("state").asString()).isEqualTo("CUT_OVER");
    assertThat(object.path("hold").asString()).isEqualTo("GATE");
    assertThat(object.path("holder").isNull()).isTrue();
    assertThat(as("viewer").run("status", "nobody-knows").err())
        .contains("there is no run nobody-knows at " + stand.address());
    assertThat(as("viewer").run("status", "nobody-knows").code()).isEqualTo(2);
  }

  @Test
  void explainsTheGateTheRunIsAt() {
    RunId id = waiting(Hold.Reason.GATE, RunEvent.PAUSE, 6);

    assertThat(as("viewer").run("gate", "explain", id).out())
        .contains("gate     before cut-over of " + id, "state    collecting");
    var other = as("viewer").run("gate", "explain", id, "--stage", "finalize", "--output", "json");
    assertThat(CliTestCase.json(other.out()).path("stage").asString()).isEqualTo("finalize");
  }

  @ParameterizedTest
  @CsvSource({
    "PAUSED, PAUSE, 2, resume, 0",
    "GATE, PAUSE, 6, resume, 0",
    "FAILED, FAILED, 2, retry, 0",
    "INCONCLUSIVE, INCONCLUSIVE, 2, retry, 0",
    "GATE, PAUSE, 8, finalize, 3"
  })
  void goesOnByTheVerbThatFits(
      Hold.Reason reason, RunEvent event, int passed, String verb, int code) {
    RunId id = waiting(reason, event, passed);
    Object[] words =
        verb.equals("resume") ? new Object[] {verb, id} : new Object[] {verb, id, "-y"};

    var seen = as("all").run(words);

    assertThat(seen.code()).as(seen.err()).isEqualTo(code);
    assertThat(run(id).hold()).isEmpty();
    assertThat(seen.err())
        .contains("run " + id + " of plan sidekick is in ")
        .contains(io.plimsoll.engine.Verb.valueOf(verb.toUpperCase()).consequence());
  }

  @Test
  void holdsARunThatSomebodyWorksOn() {
    RunId id = submitted().id();
    runs().acquire(id, "node-2", new Epoch(0)).orElseThrow();

    var seen = as("operator").run("hold", id);

    assertThat(seen.code()).as(seen.err()).isZero();
    Run now = run(id);
    assertThat(now.request().isPresent() || now.hold().isPresent()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rollback", "abort"})
  void asksForTheWayBackAndDoesNotCallThatDone(String verb) {
    RunId id = waiting(Hold.Reason.PAUSED, RunEvent.PAUSE, 0);
    assertThat(as("operator").run(verb, id).code()).as("nobody can be asked").isEqualTo(2);
    assertThat(run(id).request()).isEmpty();

    var seen = as("operator").run(verb, id, "--yes");

    assertThat(seen.code()).as(seen.err()).isEqualTo(3);
    assertThat(seen.err()).contains("Point of no return: finalize", "plimsoll watch " + id);
    Run now = run(id);
    assertThat(now.request().isPresent() || now.state() != RunState.PREFLIGHT).isTrue();
  }

  @Test
  void saysWhyAVerbMakesNoSenseNow() {
    RunId id = waiting(Hold.Reason.PAUSED, RunEvent.PAUSE, 2);

    for (String verb : new String[] {"hold", "retry", "finalize"}) {
      var seen = as("all").run(verb, id, "--yes");
      assertThat(seen.code()).as(verb).isEqualTo(2);
      assertThat(seen.err()).contains("run " + id + ": ").contains("nothing was changed");
    }
    assertThat(run(id).version()).isEqualTo(3);
    var held = as("all").run("resume", id, "--hold-before", "finalize");
    assertThat(held.code()).isEqualTo(2);
    assertThat(held.err()).contains("--hold-before");
  }

  @Test
  void decidesNothingWhenTheRunMovedWhileThePersonWasAsked() {
    RunId id = waiting(Hold.Reason.GATE, RunEvent.PAUSE, 8);
    RemoteTerminal terminal = as("approver");
    terminal.manner = new Terminal.Manner(true, false, 80);
    terminal.typed =
        new BufferedReader(new StringReader("")) {
          @Override
          public String readLine() {
            Run resumed = runs().move(run(id), RunEvent.RESUME, Runs.Note.of("meanwhile"));
            runs()
                .move(
                    resumed,
                    RunEvent.PAUSE,
                    Runs.Note.hold(new Hold(Hold.Reason.GATE, "something else")));
            return "yes";
          }
        };

    var seen = terminal.run("finalize", id);

    assertThat(seen.err()).contains("Type 'yes' to finalize:", "the run has changed");
    assertThat(seen.code()).isEqualTo(7);
    assertThat(run(id).hold()).hasValueSatisfying(h -> assertThat(h.text()).contains("else"));
  }

  @Test
  void changesNothingWithoutAYes() {
    RunId id = waiting(Hold.Reason.GATE, RunEvent.PAUSE, 8);
    RemoteTerminal terminal = as("approver");
    terminal.manner = new Terminal.Manner(true, false, 80);
    terminal.typed = new BufferedReader(new StringReader("no\n"));

    assertThat(terminal.run("finalize", id).code()).isEqualTo(2);
    assertThat(run(id).hold()).isPresent();
  }

  @Test
  void refusesWhoeverLacksTheRole() {
    RunId id = waiting(Hold.Reason.PAUSED, RunEvent.PAUSE, 2);

    var seen = as("viewer").run("resume", id);

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("this needs the role operator or approver");
    assertThat(run(id).hold()).isPresent();
  }

  @Test
  void refusesAWrongTokenWithoutShowingIt() throws IOException {
    RemoteTerminal terminal = as("viewer").at(stand.address(), "plimsoll-hunter2-hunter2");

    var seen = terminal.run("list");
    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("plimsoll login --server " + stand.address());
    assertThat(seen.err() + seen.out()).doesNotContain("hunter2");

    Path file = folder.resolve("token");
    Files.writeString(file, "two words of hunter2\r\nand more\n");
    var odd = terminal.run("list", "--token-file", file, "--debug");
    assertThat(odd.code()).isEqualTo(2);
    assertThat(odd.err()).contains("this is no token").doesNotContain("hunter2");

    Files.writeString(file, stand.tokenOf("viewer") + "\n");
    assertThat(terminal.run("list", "--token-file", file).code()).isZero();
  }

  @Test
  void asksAStrangerToLogIn() {
    var terminal = new RemoteTerminal(folder);

    var seen = terminal.run("list", "--server", stand.address());

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err())
        .contains("nobody is logged in at " + stand.address(), "plimsoll login --server ");
  }

  @Test
  void saysThatNobodyAnswers() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var seen = as("viewer").run("list", "--server", "http://127.0.0.1:" + port, "--output", "json");

    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.err()).contains("http://127.0.0.1:" + port + " cannot be reached");
    assertThat(CliTestCase.json(seen.out()).path("exitCode").asInt()).isEqualTo(1);
  }

  @Test
  void refusesPlainHttpToAnotherMachine() {
    var seen = as("viewer").run("list", "--server", "http://plimsoll.example:8080");

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("plain http", "--insecure-http");
    assertThat(seen.err()).doesNotContain(stand.tokenOf("viewer"));
  }
}
