package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.StaleRunException;
import io.plimsoll.store.StoreException;
import io.plimsoll.transfer.Pass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunCommandTest extends CliTestCase {
  private RunId id() {
    return it.orchestrator.list(1).get(0).id();
  }

  @Test
  void saysTheIdAtOnceAndTheOutcomeAndReportInTheEnd() {
    var seen = it.run("run", it.plan);

    assertThat(seen.code()).isZero();
    assertThat(seen.err()).startsWith("run " + id() + "\n").contains("preflight: begins");
    Path folder = it.folder.resolve("reports").resolve(id().value());
    assertThat(seen.out()).contains("state finalized").contains(folder + "/report.html");
    assertThat(folder.resolve("report.html")).exists();
    assertThat(folder.resolve("report.json")).exists();
  }

  @Test
  void printsExactlyOneJsonObjectAndTalksElsewhere() {
    var seen = it.run("run", it.plan, "--output", "json");

    var object = json(seen.out());
    assertThat(object.propertyNames())
        .contains("run", "state", "verdict", "rolledBack", "report", "objects");
    assertThat(object.get("run").asString()).isEqualTo(id().value());
    assertThat(object.get("state").asString()).isEqualTo("FINALIZED");
    assertThat(Path.of(object.get("report").asString())).exists();
    assertThat(seen.err()).contains("preflight");
  }

  @Test
  void endsWithFiveWhenItDivergedAndWentBack() {
    it.orchestrator.script = (engine, run) -> engine.diverged(run);

    var seen = it.run("run", it.plan, "--output", "json");

    assertThat(seen.code()).isEqualTo(5);
    assertThat(json(seen.out()).get("rolledBack").asBoolean()).isTrue();
    assertThat(seen.err()).contains("the run goes back");
  }

  @Test
  void endsWithTwoAndAReportWhenPreflightRefuses() {
    it.orchestrator.script = (engine, run) -> engine.held(run, Hold.Reason.REFUSED);

    var seen = it.run("run", it.plan);

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.out()).contains("Refused").contains("report.html");
  }

  @Test
  void endsWithThreeAtAGateAndSaysHowToGoOn() {
    it.orchestrator.script = (engine, run) -> engine.held(run, Hold.Reason.GATE);

    var seen = it.run("run", it.plan, "--hold-before", "cut-over", "--hold-before", "finalize");

    assertThat(seen.code()).isEqualTo(3);
    assertThat(it.orchestrator.heldBefore)
        .containsExactlyInAnyOrder(StageName.CUT_OVER, StageName.FINALIZE);
    assertThat(seen.err())
        .contains("plimsoll resume " + id() + " --hold-before cut-over --hold-before finalize")
        .contains("plimsoll rollback " + id());
  }

  @Test
  void refusesAStageThatThereIsNot() {
    var seen = it.run("run", it.plan, "--hold-before", "cutover");

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("'cutover'").contains("cut-over");
    assertThat(it.orchestrator.list(1)).isEmpty();
  }

  @Test
  void waitsAtAGateUntilAnotherProcessIsDone() {
    it.orchestrator.script =
        (engine, run) -> {
          var held = engine.held(run, Hold.Reason.GATE);
          var other =
              new Thread(
                  () ->
                      engine.finalized(
                          engine.step(engine.find(held.id()).orElseThrow(), RunEvent.APPROVED)));
          other.start();
          return held;
        };

    var seen = it.run("run", it.plan, "--wait");

    assertThat(seen.code()).isZero();
    assertThat(seen.err()).contains("waiting for a decision");
    // Whether the gate was still there to be watched depends on how quick the other one is.
    assertThat(it.orchestrator.asked).containsOnlyOnce("drive").isSubsetOf("drive", "watch");
  }

  @Test
  void saysWhoHoldsTheRunWhenItWasTaken() {
    it.orchestrator.script =
        (engine, run) -> {
          throw new StaleRunException(run.id() + " is driven by node-2 right now");
        };

    var seen = it.run("run", it.plan);

    assertThat(seen.code()).isEqualTo(7);
    assertThat(seen.err()).contains("node-2").contains("is in preflight");
  }

  @Test
  void saysAStoresFailureInOneLineWithoutATrace() {
    it.orchestrator.script =
        (engine, run) -> {
          throw new StoreException("old/s00: connection refused", true, null);
        };

    var seen = it.run("run", it.plan);

    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.err()).contains("old/s00: connection refused").doesNotContain("\tat ");
    assertThat(it.run("run", it.plan, "--debug").err()).contains("StoreException").contains("at ");
  }

  @Test
  void sendsNoControlCharacterOfADatabaseToTheTerminal() {
    it.orchestrator.script =
        (engine, run) -> {
          engine.listeners.forEach(l -> l.said(run.id(), "table \u001b]0;owned\u0007 copied"));
          return engine.finalized(run);
        };

    assertThat(it.run("run", it.plan).err())
        .contains("\\u001b]0;owned\\u0007")
        .doesNotContain("\u001b");
  }

  @Test
  void printsPlainProgressAtMostEveryTenSeconds() {
    it.orchestrator.script =
        (engine, run) -> {
          var copying = run;
          for (int i = 0; i < 4; i++) {
            copying = engine.step(copying, RunEvent.PASSED);
          }
          var shard = new ShardId("s00");
          var there = copying;
          engine.listeners.forEach(l -> l.began(there));
          engine.listeners.forEach(l -> l.planned(Pass.COPY, shard, 2500, 25));
          for (int chunk = 0; chunk < 25; chunk++) {
            it.clock.advance(Duration.ofSeconds(1));
            engine.listeners.forEach(l -> l.moved(Pass.COPY, shard, null, 100, 1000));
          }
          return engine.finalized(copying);
        };

    var seen = it.run("run", it.plan);

    assertThat(seen.err().lines().filter(line -> line.startsWith("copy: ")))
        .containsExactly(
            "copy: 1,000 of 2,500 rows (40 %), 100 rows/s, 15.0 s left",
            "copy: 2,000 of 2,500 rows (80 %), 100 rows/s, 5.0 s left",
            "copy: 2,500 rows in 25.0 s, 100 rows/s");
    assertThat(seen.err()).doesNotContain("\r").doesNotContain("\u001b");
  }

  @Test
  void drawsABarOnATerminalAndKeepsLinesWhole() {
    it.manner = new Terminal.Manner(true, false, 100);
    it.orchestrator.script =
        (engine, run) -> {
          engine.listeners.forEach(l -> l.began(run));
          engine.listeners.forEach(l -> l.planned(Pass.COPY, new ShardId("s00"), 100, 2));
          engine.listeners.forEach(l -> l.moved(Pass.COPY, new ShardId("s00"), null, 50, 1));
          // The bar draws itself on a thread of its own.
          for (int i = 0; i < 200 && !it.err.toString().contains("50/100"); i++) {
            Thread.sleep(50);
          }
          engine.listeners.forEach(l -> l.said(run.id(), "halfway"));
          return engine.finalized(run);
        };

    var seen = it.run("run", it.plan);

    assertThat(seen.err()).contains("\r").contains("50/100");
    assertThat(seen.err()).contains("\r\u001b[K" + id() + " halfway\n");
  }

  @Test
  void keepsQuietButNotSilent() {
    var seen = it.run("run", it.plan, "--quiet");

    assertThat(seen.err()).isEmpty();
    assertThat(seen.out()).contains("report.html");
  }

  @Test
  void coloursOnlyWhereColoursAreWelcome() {
    it.orchestrator.script = (engine, run) -> engine.held(run, Hold.Reason.GATE);

    assertThat(it.run("run", it.plan).err()).doesNotContain("\u001b[");
    it.manner = new Terminal.Manner(true, true, 100);
    assertThat(it.run("run", it.plan).err()).contains("\u001b[33m");
  }

  @Test
  void stopsAtTheFirstCtrlCAndSaysHowToResume() {
    it.orchestrator.script =
        (engine, run) -> {
          raise();
          for (int i = 0; i < 100 && !engine.stopped; i++) {
            Thread.sleep(50);
          }
          return run;
        };

    var seen = it.run("run", it.plan, "--hold-before", "soak");

    assertThat(it.orchestrator.stopped).isTrue();
    assertThat(seen.code()).isEqualTo(130);
    assertThat(seen.err()).contains("plimsoll resume " + id() + " --hold-before soak");
  }

  /** SIGTERM, which counts as Ctrl-C: a build that runs in the background ignores SIGINT. */
  private static void raise() throws Exception {
    long self = ProcessHandle.current().pid();
    new ProcessBuilder("kill", "-TERM", Long.toString(self)).start().waitFor();
  }

  @Test
  void printsOneErrorObjectWhenThereIsNoRunToTellOf() throws IOException {
    Files.writeString(it.plan, "kind: Move\n");

    var seen = it.run("run", it.plan, "--output", "json");

    assertThat(seen.code()).isEqualTo(2);
    assertThat(json(seen.out()).get("exitCode").asInt()).isEqualTo(2);
    assertThat(json(seen.out()).get("problems").size()).isGreaterThan(1);
  }

  @Test
  void saysThatTheReportCouldNotBeWrittenAndDoesNotCallItDone() throws IOException {
    Files.writeString(it.folder.resolve("reports"), "a file where the folder should be");

    var seen = it.run("run", it.plan);

    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.out()).contains("state finalized");
    assertThat(seen.err()).contains("plimsoll report export " + id());
  }
}
