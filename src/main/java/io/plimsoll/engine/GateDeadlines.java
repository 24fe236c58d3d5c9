package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.GateEvent;
import io.plimsoll.gate.GateListener;
import io.plimsoll.plan.StageName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a gate at the instant its time is over, as a job. The control database knows the
 * instant: after a restart whoever looks at the gate has the job made again.
 */
final class GateDeadlines implements GateListener {
  /** A clock that was set, or goes slower than the job engine's, is asked again after this. */
  private static final Duration SOONEST = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(GateDeadlines.class);

  private final Jobs jobs;
  private final Clock clock;
  private final Consumer<RunId> look;
  private final Map<Before, Instant> kept = new ConcurrentHashMap<>();

  private record Before(RunId run, StageName stage) {}

  /**
   * @param look lets the gate of the run expire if its time is over
   */
  GateDeadlines(Jobs jobs, Clock clock, Consumer<RunId> look) {
    this.jobs = jobs;
    this.clock = clock;
    this.look = look;
  }

  @Override
  public void moved(Gate gate, GateEvent event) {
    keep(gate);
  }

  /** Makes the job for the gate's deadline, unless there is one. */
  void keep(Gate gate) {
    var before = new Before(gate.run(), gate.stage());
    if (!gate.state().open() || gate.times().until().isEmpty()) {
      kept.remove(before);
      return;
    }
    Instant until = gate.times().until().get();
    if (jobs.open() && !until.equals(kept.put(before, until))) {
      schedule(before, until);
    }
  }

  private void schedule(Before before, Instant until) {
    Duration left = Duration.between(clock.instant(), until);
    jobs.gateDeadline(
        before.run(),
        before.stage(),
        left.compareTo(SOONEST) > 0 ? left : SOONEST,
        () -> due(before, until));
  }

  /** A gate that was asked anew meanwhile has another job. */
  private void due(Before before, Instant until) {
    if (!until.equals(kept.get(before))) {
      return;
    }
    if (clock.instant().isBefore(until)) {
      schedule(before, until);
      return;
    }
    try {
      look.accept(before.run());
    } catch (RuntimeException e) {
      kept.remove(before, until);
      LOG.warn("{}: the gate before {} is looked at later", before.run(), before.stage(), e);
    }
  }
}
