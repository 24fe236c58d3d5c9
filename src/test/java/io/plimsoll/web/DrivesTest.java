package io.plimsoll.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which runs a server takes up: those that were started, wait for nobody, and are held by nobody.
 */
class DrivesTest extends WebTestCase {
  private boolean due(RunId run) {
    return it.workplace.runs().due(1_000).contains(run);
  }

  private Run move(RunId run, RunEvent event, Hold.Reason reason) {
    return it.workplace
        .runs()
        .move(it.run(run), event, Runs.Note.hold(new Hold(reason, "because of a test")));
  }

  /** Its stores are nowhere, so it waits again at once. */
  private void awaitHold(Stand stand, RunId run) throws InterruptedException {
    for (int look = 0; look < 1_200; look++) {
      if (stand.run(run).hold().isPresent()) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("not taken up: " + stand.run(run));
  }

  @Test
  void leavesASubmittedRunAlone() {
    assertThat(due(it.submitted())).isFalse();
  }

  @Test
  void takesUpWhatIsStarted() throws Exception {
    RunId run = it.submitted();

    it.say("start", run).by("operator").send();

    awaitHold(it, run);
    assertThat(it.run(run).hold().orElseThrow().reason())
        .isIn(Hold.Reason.BROKEN, Hold.Reason.REFUSED, Hold.Reason.FAILED);
    assertThat(due(run)).isFalse();
  }

  @Test
  void goesOnAfterADecision() throws Exception {
    RunId run = it.submitted();
    it.say("start", run).by("operator").send();
    awaitHold(it, run);
    long version = it.run(run).version();

    assertThat(it.say("retry", run).by("operator").send().statusCode()).isEqualTo(200);

    for (int look = 0; look < 1_200 && it.run(run).version() < version + 2; look++) {
      Thread.sleep(50);
    }
    awaitHold(it, run);
    assertThat(it.run(run).version()).isGreaterThanOrEqualTo(version + 2);
  }

  /** Started, and then the process was killed: nothing of it is left but the control database. */
  @Test
  void takesUpAfterARestartWhatWasStarted(@TempDir Path other) throws Exception {
    RunId started;
    RunId onlySubmitted;
    RunId heldByAPerson;
    try (var first = new Stand(other)) {
      started = first.submitted();
      onlySubmitted = first.submitted();
      heldByAPerson = first.submitted();
      first.workplace.runs().start(heldByAPerson);
      first
          .workplace
          .runs()
          .move(
              first.run(heldByAPerson),
              RunEvent.PAUSE,
              Runs.Note.hold(new Hold(Hold.Reason.PAUSED, "because of a test")));
      first.service().stop();
      first.workplace.runs().start(started);
    }
    try (var second = new Stand(other)) {
      awaitHold(second, started);
      assertThat(second.run(onlySubmitted).version()).isZero();
      assertThat(second.run(heldByAPerson).version()).isEqualTo(1);
    }
  }

  @Test
  void leavesARunThatSomebodyHolds() {
    RunId run = it.submitted();
    Runs.Lease lease =
        it.workplace.runs().acquire(run, "somebody-else", new Epoch(0)).orElseThrow();

    assertThat(due(run)).isFalse();
    it.workplace.runs().release(lease);
    assertThat(it.workplace.runs().started(run)).isTrue();
  }

  @Test
  void obeysARequestToARunThatWaits() throws Exception {
    RunId run = it.submitted();
    move(run, RunEvent.PAUSE, Hold.Reason.PAUSED);

    assertThat(it.say("abort", run).by("operator").send().statusCode()).isEqualTo(200);

    assertThat(it.run(run).request().isPresent() || it.run(run).version() > 1).isTrue();
    awaitHold(it, run);
  }
}
