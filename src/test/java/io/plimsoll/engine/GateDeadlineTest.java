package io.plimsoll.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.RunId;
import io.plimsoll.gate.GateState;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gate's time is over at an instant, and nobody has to look for the run to hold then. */
class GateDeadlineTest {
  private static final String NOW = "2026-12-03T12:00:00Z";
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;

  private WindowedRuns runs(String expires) {
    return new WindowedRuns(folder, NOW, "")
        .plan(
            "cut-over: automatic",
            "cut-over: {quorum: {approver: 2}, expires: %s}".formatted(expires));
  }

  private static RunId waiting(WindowedRuns it) {
    Run run = it.drive(it.submit());
    assertThat(run.state()).isEqualTo(RunState.CUT_OVER);
    assertThat(run.hold().map(Hold::reason)).as("%s", run.hold()).contains(Hold.Reason.GATE);
    return run.id();
  }

  private static CompletableFuture<Run> expires(WindowedRuns it) {
    return it.until(
        run -> run.hold().filter(hold -> hold.reason() == Hold.Reason.EXPIRED).isPresent());
  }

  @Test
  void holdsAtTheDeadlineAlthoughNobodyLooks() throws Exception {
    try (var it = runs("PT1S")) {
      var expired = expires(it);
      RunId id = waiting(it);

      it.clock.advance(Duration.ofSeconds(1));

      Run run = expired.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(run.id()).isEqualTo(id);
      assertThat(run.hold().orElseThrow().text())
          .contains("expired at 2026-12-03T12:10:01Z", "'plimsoll resume " + id + "' asks anew");
      assertThat(it.orchestrator().gate(id, StageName.CUT_OVER).orElseThrow().gate().state())
          .isEqualTo(GateState.EXPIRED);
    }
  }

  @Test
  void keepsTheInstantAcrossARestart() throws Exception {
    try (var it = runs("1h")) {
      RunId id = waiting(it);
      it.clock.advance(Duration.ofHours(1).minusMillis(200));
      it.restart();
      var expired = expires(it);
      // As the first round of the next process does; the gate's time is not over yet, and no store
      // can be looked at.
      try (var round = new GateRound(it.orchestrator())) {
        round.go();
      }
      assertThat(it.runs().find(id).orElseThrow().hold().map(Hold::reason))
          .contains(Hold.Reason.GATE);

      it.clock.advance(Duration.ofMillis(200));

      assertThat(expired.get(PATIENCE_SECONDS, TimeUnit.SECONDS).id()).isEqualTo(id);
    }
  }
}
