package io.plimsoll.engine;

import io.plimsoll.run.Run;
import io.plimsoll.run.Runs;
import io.plimsoll.stage.Outcome;
import io.plimsoll.stage.Replays;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes round the shards of a live run while this process holds it. What it finds, and what a person
 * asks for, wakes a run that waits.
 */
final class ReplayLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayLoop.class);
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(200);
  private static final Duration LONGEST_ROUND = Duration.ofMinutes(2);

  private final Drive drive;
  private final Runs runs;
  private final Replays replays;
  private final Runnable wake;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  ReplayLoop(Drive drive, Runs runs, Replays replays, Runnable wake) {
    this.drive = drive;
    this.runs = runs;
    this.replays = replays;
    this.wake = wake;
    this.thread = new Thread(this::goRound, "replay-" + drive.run);
    thread.setDaemon(true);
    thread.start();
  }

  private void goRound() {
    try {
      while (!ended.await(BETWEEN_ROUNDS.toMillis(), TimeUnit.MILLISECONDS)) {
        round();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      replays.close();
    }
  }

  private void round() {
    try {
      Run run = runs.find(drive.run).orElseThrow();
      // Waiting for a window or for persons is no reason to let changed keys pile up.
      boolean held = run.hold().isPresent() && !WindowWatch.waits(run) && !GateRound.waits(run);
      boolean moving = run.state().stage().isPresent() && !held;
      Optional<Outcome> found =
          moving && drive.found().isEmpty() ? replays.round() : Optional.empty();
      found.ifPresent(drive::find);
      if (found.isPresent() || run.request().isPresent()) {
        wake.run();
      }
    } catch (RuntimeException e) {
      // Every step of the run does its own replaying; without the loop it only has more of it to
      // do.
      LOG.warn("{}: replaying between the steps failed, trying again", drive.run, e);
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      thread.join(LONGEST_ROUND.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
