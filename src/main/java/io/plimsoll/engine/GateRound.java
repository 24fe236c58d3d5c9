package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes round the gates where persons are waited for, as a watchman does: what a gate stands on is
 * measured again, a live run in front of it is kept replayed, and a gate that nobody decided about
 * in time holds, with nobody awake. Its deadline is a job; this is the net under it.
 */
public final class GateRound implements AutoCloseable {
  private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(30);

  /** Newest first; older runs that still wait are looked at when somebody decides. */
  private static final int MOST_RUNS = 1_000;

  private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(GateRound.class);

  private final Orchestrator orchestrator;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var thread = new Thread(work, "gate-round");
            thread.setDaemon(true);
            return thread;
          });

  public GateRound(Orchestrator orchestrator) {
    this.orchestrator = orchestrator;
  }

  public void begin() {
    rounds.scheduleWithFixedDelay(this::go, 0, BETWEEN_ROUNDS.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One round. A gate that cannot be looked at now does not keep the others from it. */
  void go() {
    try {
      orchestrator.list(MOST_RUNS).stream()
          .filter(GateRound::waits)
          .map(Run::id)
          .forEach(this::look);
    } catch (RuntimeException e) {
      LOG.warn("gates cannot be looked at right now, trying again", e);
    }
  }

  static boolean waits(Run run) {
    return run.hold().filter(hold -> hold.reason() == Hold.Reason.GATE).isPresent();
  }

  private void look(RunId run) {
    try {
      orchestrator.watch(run);
      orchestrator.mind(run);
    } catch (RuntimeException e) {
      LOG.warn("the gate of {} cannot be looked at right now, trying again", run, e);
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    try {
      rounds.awaitTermination(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
