package io.plimsoll.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.RunId;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.run.StaleRunException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One person lets a waiting run go on while another takes it back; both have seen it waiting. */
class AbortAgainstPromoteTest {
  private static final int RACES = 12;

  @TempDir Path folder;

  private WindowedRuns runs() {
    return new WindowedRuns(folder, "2026-12-03T12:00:00Z", "")
        .plan("cut-over: automatic", "cut-over: hold");
  }

  private static Run waiting(WindowedRuns it) {
    it.copied.clear();
    Run run = it.drive(it.submit());
    assertThat(run.state()).isEqualTo(RunState.CUT_OVER);
    return run;
  }

  @Test
  void isRefusedOnceTheRunHasMoved() {
    try (var it = runs()) {
      Run seen = waiting(it);
      it.orchestrator().resume(seen, Optional.empty());

      assertThatThrownBy(() -> it.orchestrator().requestRollback(seen, Run.Request.ABORT))
          .isInstanceOf(StaleRunException.class);
      assertThatThrownBy(() -> it.orchestrator().requestHold(seen))
          .isInstanceOf(StaleRunException.class);

      assertThat(it.runs().find(seen.id()).orElseThrow().request()).isEmpty();
      assertThat(it.drive(seen.id()).state()).isEqualTo(RunState.FINALIZED);
    }
  }

  @Test
  void winsWheneverItIsTaken() throws Exception {
    var both = new CyclicBarrier(2);
    var threads = Executors.newFixedThreadPool(2);
    try (var it = runs()) {
      for (int race = 0; race < RACES; race++) {
        Run seen = waiting(it);
        Future<Boolean> abort =
            threads.submit(
                atOnce(both, () -> it.orchestrator().requestRollback(seen, Run.Request.ABORT)));
        Future<Boolean> promote =
            threads.submit(atOnce(both, () -> it.orchestrator().resume(seen, Optional.empty())));
        boolean aborted = abort.get(60, TimeUnit.SECONDS);
        promote.get(60, TimeUnit.SECONDS);
        ends(it, seen.id(), aborted ? RunState.ROLLED_BACK : RunState.FINALIZED);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** False when it was refused as stale. */
  private static Callable<Boolean> atOnce(CyclicBarrier both, Callable<?> work) {
    return () -> {
      both.await(60, TimeUnit.SECONDS);
      try {
        work.call();
        return true;
      } catch (StaleRunException e) {
        return false;
      }
    };
  }

  private static void ends(WindowedRuns it, RunId run, RunState state) {
    assertThat(it.drive(run).state()).isEqualTo(state);
  }
}
