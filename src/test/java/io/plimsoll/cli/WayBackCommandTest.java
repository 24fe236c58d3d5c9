package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Finding;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import io.plimsoll.run.Runs;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WayBackCommandTest extends CliTestCase {
  @ParameterizedTest
  @ValueSource(strings = {"rollback", "abort"})
  void drivesTheWayBackWhenNobodyHoldsTheRun(String command) {
    var id = it.orchestrator.before(it.planText(), RunEvent.PASSED, RunEvent.PASSED);

    var seen = it.run(command, id, "--yes");

    assertThat(seen.code()).isZero();
    assertThat(it.orchestrator.find(id).orElseThrow().state()).isEqualTo(RunState.ROLLED_BACK);
    assertThat(it.orchestrator.asked).containsExactly("request " + command.toUpperCase(), "drive");
    assertThat(seen.err()).contains("4 shards go back").contains("point of no return: finalize");
    assertThat(seen.out()).contains("state rolled-back").contains("report.html");
  }

  @Test
  void saysOfALiveMoveThatNothingIsLost() {
    var id = it.orchestrator.before(it.livePlanText(), RunEvent.PASSED);

    var seen = it.run("rollback", id, "--yes");

    assertThat(seen.err())
        .contains("4 shards go back")
        .contains("nothing is lost: what clients wrote to a target")
        .contains("cutOver.budget: 2s")
        .contains("point of no return: finalize; from there nothing carries writes back")
        .doesNotContain("emptied", "outage");
  }

  @Test
  void asksOnATerminalAndGoesOnAfterYes() {
    var id = it.orchestrator.before(it.planText(), RunEvent.PASSED);
    it.manner = new Terminal.Manner(true, false, 80);
    it.typed = "yes\n";

    var seen = it.run("rollback", id);

    assertThat(seen.err()).contains("Type 'yes' to go back:");
    assertThat(seen.code()).isZero();
  }

  @Test
  void changesNothingWithoutAYes() {
    var id = it.orchestrator.before(it.planText(), RunEvent.PASSED);
    it.manner = new Terminal.Manner(true, false, 80);
    for (String answer : new String[] {"no\n", "\n", ""}) {
      it.typed = answer;
      assertThat(it.run("rollback", id).code()).isEqualTo(2);
    }
    assertThat(it.orchestrator.asked).isEmpty();
  }

  @Test
  void refusesWhereNobodyCanBeAskedAndSaysTheRemedy() {
    var id = it.orchestrator.before(it.planText(), RunEvent.PASSED);

    assertThat(it.run("rollback", id).err()).contains("--yes");
    it.manner = new Terminal.Manner(true, false, 80);
    var seen = it.run("rollback", id, "--no-input");

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("--yes");
    assertThat(it.orchestrator.asked).isEmpty();
  }

  @Test
  void saysThatItIsRolledBackAlready() {
    var id = it.orchestrator.before(it.planText(), RunEvent.DIVERGED, RunEvent.PASSED);

    var seen = it.run("rollback", id);

    assertThat(seen.code()).isZero();
    assertThat(seen.err()).contains("rolled back already");
    assertThat(it.orchestrator.asked).isEmpty();
  }

  @Test
  void saysWhatStandsInTheWay() {
    var id = it.orchestrator.before(it.planText(), RunEvent.PASSED);
    it.orchestrator.refusal =
        Optional.of(Finding.blocking("point-of-no-return", "s00", "its target is open", ""));

    var seen = it.run("rollback", id, "--yes");

    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.err()).contains("s00: its target is open");
  }

  @Test
  void leavesItToTheProcessThatHoldsTheRun() {
    var id = it.orchestrator.before(it.planText(), RunEvent.PASSED);
    it.orchestrator.holder = Optional.of("node-2");

    var seen = it.run("abort", id, "--yes");

    assertThat(seen.code()).isEqualTo(3);
    assertThat(seen.err()).contains("node-2 holds run").contains("plimsoll status " + id);
    assertThat(it.orchestrator.find(id).orElseThrow().request()).isPresent();
  }

  @Test
  void waitsForTheHolderWhenToldTo() throws Exception {
    var id = it.orchestrator.before(it.planText(), RunEvent.PASSED);
    it.orchestrator.holder = Optional.of("node-2");
    var holder =
        new Thread(
            () -> {
              var run = it.orchestrator.find(id).orElseThrow();
              it.orchestrator.runs.move(
                  it.orchestrator.step(run, RunEvent.ABORT), RunEvent.PASSED, Runs.Note.of(""));
            });
    holder.start();

    var seen = it.run("rollback", id, "--yes", "--wait");

    holder.join();
    assertThat(seen.code()).isZero();
    assertThat(seen.out()).contains("state rolled-back");
  }

  @Test
  void doesNotCallItDoneWhenTheRunWasFinalizedMeanwhile() {
    var id = it.orchestrator.before(it.planText(), RunEvent.PASSED);
    it.orchestrator.finalized(it.orchestrator.find(id).orElseThrow());
    it.orchestrator.forgetsRequests = true;

    var seen = it.run("rollback", id, "--yes");

    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.err()).contains("no way back");
  }

  @Test
  void triesAFailedWayBackAgain() {
    var id = it.orchestrator.before(it.planText(), RunEvent.DIVERGED, RunEvent.FAILED);
    assertThat(it.orchestrator.find(id).orElseThrow().state()).isEqualTo(RunState.ROLLBACK_FAILED);

    var seen = it.run("rollback", id, "--yes");

    assertThat(it.orchestrator.asked).containsExactly("request ROLLBACK", "resume", "drive");
    assertThat(seen.code()).isEqualTo(5);
  }

  @Test
  void refusesARunThatThereIsNot() {
    var seen = it.run("rollback", "nobody-knows", "--yes");

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("there is no run nobody-knows").contains("plimsoll list");
    assertThat(it.run("rollback", "Not A Run").code()).isEqualTo(2);
  }
}
