package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * {@code submit}, {@code start}, {@code watch}, {@code hold}, {@code retry} and {@code finalize} on
 * the control database here.
 */
class RunVerbsTest extends CliTestCase {
  private RunId held(Hold.Reason reason, int passed) {
    var events = new RunEvent[passed];
    java.util.Arrays.fill(events, RunEvent.PASSED);
    RunId id = it.orchestrator.before(it.planText(), events);
    it.orchestrator.held(run(id), reason);
    return id;
  }

  private Run run(RunId id) {
    return it.orchestrator.find(id).orElseThrow();
  }

  @Test
  void submitCreatesARunThatNobodyHasStarted() {
    var seen = it.run("submit", it.plan);

    assertThat(seen.code()).as(seen.err()).isZero();
    var id = new RunId(seen.out().strip());
    assertThat(run(id).state()).isEqualTo(RunState.PREFLIGHT);
    assertThat(it.orchestrator.started(id)).isFalse();
    assertThat(json(it.run("submit", it.plan, "--output", "json").out()).path("run").asString())
        .isNotBlank();
  }

  @Test
  void submitChecksThePlanAndWhoAsks() throws IOException {
    String plan = it.planText();
    Files.writeString(it.plan, plan + "nonsense: 1\n");
    assertThat(it.run("submit", it.plan).err()).contains("plan.yaml:").contains("nonsense");

    Files.writeString(
        it.plan,
        plan.replace("cut-over: automatic", "cut-over: {quorum: {approver: 1}, expires: 4h}"));
    var seen = it.run("submit", it.plan);
    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("log in first");
    assertThat(it.orchestrator.list(10)).isEmpty();
  }

  @Test
  void submitOpensNothingForAPlanThatIsRefused() throws IOException {
    Files.writeString(it.plan, "kind: Move\n");
    var terminal =
        new RemoteTerminal(
            new NoInstallation(folder) {
              @Override
              public io.plimsoll.plan.PlanReader plans() {
                return it.plans();
              }

              @Override
              public io.plimsoll.plan.EffectiveConfiguration configuration(Chosen chosen) {
                return it.configuration(chosen);
              }
            });

    var seen = terminal.run("submit", it.plan, "--config", folder.resolve("site.yaml"));

    assertThat(seen.code()).as(seen.err()).isEqualTo(2);
    assertThat(seen.err()).contains("plan.yaml:");
  }

  @Test
  void startNotesOnceThatARunMayBegin() {
    RunId id = it.orchestrator.before(it.planText());

    var seen = it.run("start", id);

    assertThat(seen.code()).as(seen.err()).isZero();
    assertThat(seen.err()).contains("plimsoll resume " + id);
    assertThat(it.orchestrator.started(id)).isTrue();
    assertThat(it.run("start", id).err()).contains("was started before");
    assertThat(it.run("start", id).code()).isEqualTo(2);
  }

  @Test
  void watchShowsHowARunRestsAndChangesNothing() {
    RunId id = held(Hold.Reason.PAUSED, 4);
    long version = run(id).version();

    var seen = it.run("watch", id);

    assertThat(seen.code()).isEqualTo(3);
    assertThat(seen.err()).contains(id + " copy: paused: because of a test");
    assertThat(seen.out()).contains("state    copy");
    assertThat(run(id).version()).isEqualTo(version);
    assertThat(it.orchestrator.asked).isEmpty();
  }

  @Test
  void watchFollowsTheProcessThatWorksOnTheRun() throws InterruptedException {
    RunId id = it.orchestrator.before(it.planText());
    it.orchestrator.holder = Optional.of("node-2");
    var holder = new Thread(() -> it.orchestrator.diverged(run(id)));
    holder.start();

    var seen = it.run("watch", id, "--output", "json");

    holder.join();
    assertThat(seen.code()).isEqualTo(5);
    assertThat(json(seen.out()).path("state").asString()).isEqualTo("ROLLED_BACK");
  }

  @Test
  void holdIsARequestThatTheHolderObeys() {
    RunId id = it.orchestrator.before(it.planText(), RunEvent.PASSED);
    assertThat(it.run("hold", id).err()).contains("the run has not been started");
    assertThat(run(id).request()).isEmpty();

    it.orchestrator.runs.acquire(id, "node-2", new Epoch(0));
    it.orchestrator.holder = Optional.of("node-2");
    var seen = it.run("hold", id);

    assertThat(seen.code()).as(seen.err()).isZero();
    assertThat(seen.err()).contains("the run waits at its next safe point", "node-2 holds run");
    assertThat(run(id).request()).contains(Run.Request.PAUSE);
  }

  @Test
  void retryTriesAgainWhatWentWrongAndNothingElse() {
    RunId paused = held(Hold.Reason.PAUSED, 1);
    assertThat(it.run("retry", paused).code()).isEqualTo(2);
    assertThat(it.orchestrator.asked).isEmpty();

    var seen = it.run("retry", held(Hold.Reason.FAILED, 1));

    assertThat(seen.code()).as(seen.err()).isZero();
    assertThat(it.orchestrator.asked).containsExactly("resume", "drive");
    assertThat(seen.err()).contains("is tried again; what is done is not done twice");
  }

  @Test
  void finalizeIsNeverDoneUnasked() {
    RunId id = held(Hold.Reason.GATE, 8);
    var unasked = it.run("finalize", id);
    assertThat(unasked.code()).isEqualTo(2);
    assertThat(unasked.err()).contains("the way back is given up for good", "--yes");
    assertThat(it.orchestrator.asked).isEmpty();

    var seen = it.run("finalize", id, "--yes");

    assertThat(seen.code()).as(seen.err()).isZero();
    assertThat(run(id).state()).isEqualTo(RunState.FINALIZED);
  }

  @Test
  void finalizeLeavesToAQuorumWhatIsTheQuorums() {
    String plan =
        it.planText()
            .replaceFirst(
                "(?m)^    finalize: .*$", "    finalize: {quorum: {approver: 1}, expires: 4h}");
    RunEvent[] passed = new RunEvent[8];
    java.util.Arrays.fill(passed, RunEvent.PASSED);
    RunId id = it.orchestrator.before(plan, passed);
    it.orchestrator.held(run(id), Hold.Reason.GATE);

    var seen = it.run("finalize", id, "--yes");

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("the plan asks a quorum", "plimsoll approve");
    assertThat(it.orchestrator.asked).isEmpty();
  }

  @Test
  void whatTakesNoServerSaysThatItWorksHere() {
    it.environment.put("PLIMSOLL_SERVER", "https://plimsoll.example");

    var seen = it.run("report", "show", it.orchestrator.before(it.planText()));

    assertThat(seen.code()).as(seen.err()).isZero();
    assertThat(seen.err()).contains("on the control database here, not at $PLIMSOLL_SERVER");
    assertThat(it.run("config", "print").code()).isZero();
  }

  @Test
  void statusIsShownAlsoOfARunWhosePlanCanNoLongerBeRead() {
    RunId id = it.orchestrator.before("kind: Yesterday");

    assertThat(it.run("status", id).code()).isZero();
  }
}
