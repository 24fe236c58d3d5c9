package io.plimsoll.engine;

import io.plimsoll.common.GuardId;
import io.plimsoll.common.RunId;
import io.plimsoll.gate.GateWatch;
import io.plimsoll.gate.WindowGate;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.stage.TargetWatch;
import io.plimsoll.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Drives runs in this process: step after step under a lease, through waits and windows, and under
 * a new epoch after a store did not answer. What a step decides is {@link RunDriver}'s.
 */
final class RunDriving implements AutoCloseable {
  /** How often a run that waits for a window is looked at, for what a person asks of it. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Engine engine;
  private final RunDriver driver;
  private final Taking taking;
  private final Minding minding;
  private final Jobs jobs;
  private final Listeners listeners;
  private final Map<RunId, Drive> drives = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  RunDriving(Engine engine, RunDriver driver, Jobs jobs, Listeners listeners) {
    this.engine = engine;
    this.driver = driver;
    this.jobs = jobs;
    this.listeners = listeners;
    this.taking = new Taking(engine, jobs, listeners);
    this.minding = new Minding(engine, driver, taking, jobs, listeners);
  }

  /** Each run that is driven may wait in a thread of its own for its shards, which need others. */
  static int threads(Engine engine) {
    return Drives.AT_ONCE + engine.shardTasks() + 2;
  }

  /**
   * @param stays through closed windows
   */
  Run drive(RunId id, Set<StageName> holdBefore, boolean stays) {
    Run run = engine.runs().find(id).orElseThrow(() -> new IllegalStateException("no run " + id));
    var drive = new Drive(id, engine.plans().of(run), Set.copyOf(holdBefore), stays);
    drives.put(id, drive);
    try {
      minding.end(id);
      if (stopping) {
        drive.stop();
      }
      taking.take(drive, run, () -> wake(drive));
      schedule(drive, engine.tools().clock().instant());
      return drive.done.join();
    } catch (StoreException e) {
      return driver.unreachable(engine.runs().find(id).orElseThrow(), e.getMessage());
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      drive.release();
      drives.remove(id);
    }
  }

  private void advance(Drive drive, Object ticket) {
    if (!drive.takes(ticket)) {
      return;
    }
    try {
      Run run = engine.runs().find(drive.run).orElseThrow();
      listeners.began(run);
      RunDriver.Next next = driver.step(drive, taking.context(drive, run));
      engine.runs().find(drive.run).ifPresent(listeners::moved);
      if (drive.stays && next.opens().isPresent()) {
        waitForWindow(drive, next.opens().get());
      } else if (next.rest().isPresent()) {
        drive.done.complete(next.rest().get());
      } else if (next.newEpoch().isPresent()) {
        renew(drive, next.newEpoch().get());
      } else {
        drive.progressed();
        schedule(drive, next.at().orElseThrow());
      }
    } catch (Throwable failure) {
      drive.done.completeExceptionally(failure);
    }
  }

  private void schedule(Drive drive, Instant at) {
    Duration delay = Duration.between(engine.tools().clock().instant(), at);
    Object ticket = drive.ticket();
    jobs.advance(drive.run, delay, () -> advance(drive, ticket));
  }

  /**
   * The next step is for the opening, or for when somebody asks something of the run, or the
   * engine's clock is set. Whether it is open then, the step asks again.
   */
  private void waitForWindow(Drive drive, Instant opening) {
    Object ticket = drive.ticket();
    jobs.whenOpen(
        drive.run,
        windowGate().calendar(drive.plan),
        opening,
        engine.tools().clock().instant(),
        () -> advance(drive, ticket));
    lookWhileWaiting(drive, ticket, opening);
  }

  private void lookWhileWaiting(Drive drive, Object ticket, Instant opening) {
    jobs.advance(
        drive.run,
        LOOK,
        () -> {
          boolean waits = drive.waitingFor().filter(ticket::equals).isPresent();
          boolean asked =
              drive.lettingGo() || engine.runs().find(drive.run).flatMap(Run::request).isPresent();
          if (waits && (asked || !engine.tools().clock().instant().isBefore(opening))) {
            advance(drive, ticket);
          } else if (waits && jobs.open()) {
            lookWhileWaiting(drive, ticket, opening);
          }
        });
  }

  private WindowGate windowGate() {
    return new WindowGate(engine.tools().guards());
  }

  /** Makes the step now that is waited for. */
  private void wake(Drive drive) {
    drive
        .waitingFor()
        .filter(ticket -> jobs.open())
        .ifPresent(ticket -> jobs.advance(drive.run, Duration.ZERO, () -> advance(drive, ticket)));
  }

  /** Looks in nobody's name: it reads only, also beside a process that holds the run. */
  GateWatch watchOf(Run run) {
    return new TargetWatch(taking.contextOfNobody(run));
  }

  /** Keeps a live run replayed that waits at a gate, until somebody has decided. */
  void mind(RunId run) {
    minding.mind(run, drives::containsKey);
  }

  /**
   * F51: after a store did not answer a new epoch first. What we sent may still be under way; the
   * stores end it, or refuse it, before we look at them again.
   */
  private void renew(Drive drive, String why) throws InterruptedException {
    Run run = engine.runs().find(drive.run).orElseThrow();
    drive.requireHolds(run);
    if (drive.renewed() >= drive.plan.spec().cutOver().attempts()) {
      drive.done.complete(driver.givesUp(run, why, taking.context(drive, run)));
      return;
    }
    listeners.said(run.id(), why + "; " + GuardId.F51 + " trying again under a new epoch");
    Thread.sleep(engine.timing().pauseBeforeRenewal().toMillis());
    if (engine.tools().guards().has(GuardId.F51)) {
      drive.release();
      try {
        taking.take(drive, run, () -> wake(drive));
      } catch (StoreException e) {
        drive.done.complete(driver.unreachable(run, e.getMessage()));
        return;
      }
    }
    schedule(drive, engine.tools().clock().instant());
  }

  /** Lets every run stop at its next safe point, those too that wait for their next step. */
  void stop() {
    stopping = true;
    minding.stop();
    drives
        .values()
        .forEach(
            drive -> {
              drive.stop();
              wake(drive);
            });
  }

  boolean accepts() {
    return !stopping && jobs.open();
  }

  @Override
  public void close() {
    stop();
    minding.endAll();
    jobs.close();
  }
}
