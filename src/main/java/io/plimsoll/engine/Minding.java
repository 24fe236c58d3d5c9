package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps live runs replayed that wait at a gate, so that whoever goes on has little left to do. It
 * holds a run as one who drives it does, and lets go as soon as somebody has decided.
 */
final class Minding {
  /** How many at once: each has connections of its own to every store. */
  static final int AT_ONCE = 16;

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(Minding.class);

  private final Engine engine;
  private final RunDriver driver;
  private final Taking taking;
  private final Jobs jobs;
  private final Listeners listeners;
  private final Map<RunId, Drive> minded = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  Minding(Engine engine, RunDriver driver, Taking taking, Jobs jobs, Listeners listeners) {
    this.engine = engine;
    this.driver = driver;
    this.taking = taking;
    this.jobs = jobs;
    this.listeners = listeners;
  }

  /**
   * Begins, if that helps and nobody else holds the run; returns at once.
   *
   * @param driven the runs this process drives
   */
  void mind(RunId id, Predicate<RunId> driven) {
    Run run = engine.runs().find(id).orElseThrow(() -> new IllegalStateException("no run " + id));
    if (!hasShardsToReplay(run) || stopping || minded.size() >= AT_ONCE) {
      return;
    }
    var drive = new Drive(id, engine.plans().of(run), Set.of(), false);
    if (!drive.plan.spec().capture().live() || minded.putIfAbsent(id, drive) != null) {
      return;
    }
    try {
      boolean taken = !driven.test(id) && taking.takeIfFree(drive, run, () -> lookAfter(drive, 0));
      if (taken && minded.get(id) == drive) {
        lookAfter(drive, LOOK.toMillis());
      } else {
        // Nobody holds it for us, or this process has begun to drive it meanwhile.
        end(drive);
      }
    } catch (RuntimeException e) {
      end(drive);
      LOG.warn("{} waits at a gate and cannot be replayed right now, trying again", id, e);
    }
  }

  /** Before copying there is nothing, after finalize nobody, to replay for. */
  private static boolean hasShardsToReplay(Run run) {
    boolean copies =
        run.state().stage().filter(stage -> stage.compareTo(StageName.COPY) >= 0).isPresent();
    return copies && GateRound.waits(run);
  }

  private void lookAfter(Drive drive, long millis) {
    if (minded.get(drive.run) == drive && jobs.open()) {
      jobs.advance(drive.run, Duration.ofMillis(millis), () -> look(drive));
    }
  }

  private void look(Drive drive) {
    if (minded.get(drive.run) != drive) {
      return;
    }
    try {
      Run now = engine.runs().find(drive.run).orElseThrow();
      boolean toDo = now.request().isPresent() || drive.found().isPresent();
      if (toDo && !drive.lettingGo()) {
        // The run turns; whoever takes it next goes all the way.
        driver.step(drive, taking.context(drive, now));
        engine.runs().find(drive.run).ifPresent(listeners::moved);
        end(drive);
      } else if (stopping || drive.lettingGo() || !GateRound.waits(now)) {
        end(drive);
      } else {
        lookAfter(drive, LOOK.toMillis());
      }
    } catch (Exception e) {
      end(drive);
      LOG.warn("{} is no longer replayed while it waits, trying again", drive.run, e);
    }
  }

  /** Lets go of a run that this process is about to drive. */
  void end(RunId id) {
    Drive drive = minded.get(id);
    if (drive != null) {
      end(drive);
    }
  }

  private void end(Drive drive) {
    minded.remove(drive.run, drive);
    synchronized (drive) {
      drive.release();
    }
  }

  /** Begins no more, and lets go of all that are minded. */
  void stop() {
    stopping = true;
    minded.values().forEach(drive -> lookAfter(drive, 0));
  }

  /** Lets go of all of them now. */
  void endAll() {
    stopping = true;
    minded.values().forEach(this::end);
  }
}
