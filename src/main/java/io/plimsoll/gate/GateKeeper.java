package io.plimsoll.gate;

import io.plimsoll.common.Finding;
import io.plimsoll.plan.GateRule;
import io.plimsoll.plan.GateRule.Quorum;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Stands between a run and its next stage. It recomputes what was approved before it lets anybody
 * pass; whatever it cannot know, holds.
 */
public final class GateKeeper {
  /** A round per change that happens while we look; more than this is not a race any more. */
  private static final int MOST_LOOKS = 8;

  private final GatePorts ports;
  private final Rounds rounds;

  public GateKeeper(GatePorts ports, EvidenceGate complete, EvidenceSeal seal) {
    this.ports = ports;
    this.rounds = new Rounds(ports, complete, seal);
  }

  Rounds rounds() {
    return rounds;
  }

  GatePorts ports() {
    return ports;
  }

  /** What persons are asked before the stage, when the plan asks them. */
  static Optional<GateCase> caseOf(Run run, Plan plan, StageName stage) {
    GateRule rule = plan.spec().gates().before(stage);
    return rule instanceof Quorum quorum
        ? Optional.of(new GateCase(run, plan, stage, quorum))
        : Optional.empty();
  }

  /**
   * Whether the run may go on to a stage whose gate persons decide, and makes what follows: seals,
   * asks, voids, lets expire, consumes. The hold in front of it is written together with a look at
   * the gate, so that an approval in between is not slept through.
   *
   * @throws StaleGateException when gate or run moved meanwhile: look again from the start
   */
  public Standing before(Run run, Plan plan, StageName stage, GateWatch watch) {
    GateCase it = caseOf(run, plan, stage).orElseThrow();
    Gate gate =
        rounds.current(run, stage).orElseGet(() -> rounds.open(run, stage, Optional.empty()));
    for (int look = 0; look < MOST_LOOKS; look++) {
      switch (gate.state()) {
        case COLLECTING -> {
          List<Finding> lacking = rounds.lacking(run, plan, stage);
          if (!lacking.isEmpty()) {
            return lacks(stage, lacking);
          }
          gate = rounds.sealed(run, plan, gate);
        }
        case SEALED -> gate = rounds.asked(it, gate);
        case WAITING, ARMED, BROKEN_GLASS -> {
          if (gate.over(rounds.now())) {
            rounds.expired(it, gate);
            return Standing.moved();
          }
          List<Difference> changed = rounds.changed(it, gate);
          if (!changed.isEmpty()) {
            gate = rounds.renewed(it, rounds.stale(gate, changed));
          } else if (gate.state() == GateState.WAITING) {
            if (!rounds.round(it, gate).seating().complete()) {
              ports.approvals().moveRun(gate, rounds.waiting(it, gate));
              return Standing.moved();
            }
            gate = rounds.completed(gate);
          } else {
            Optional<Standing> standing = consume(it, gate, watch);
            if (standing.isPresent()) {
              return standing.get();
            }
            gate = rounds.current(run, stage).orElseThrow();
          }
        }
        case STALE, EXPIRED, CANCELLED -> gate = rounds.renewed(it, gate);
        case RED -> {
          GateWatch.Look seen = watch.look();
          if (!seen.red().isEmpty() || !seen.unknown().isEmpty()) {
            return unclear(stage, seen);
          }
          gate = rounds.renewed(it, gate);
        }
        case REJECTED -> {
          ports.approvals().moveRun(gate, rejected(it, gate));
          return Standing.moved();
        }
        case CONSUMED -> {
          if (!usedUp(it, gate)) {
            return Standing.passes();
          }
          gate = rounds.renewed(it, gate);
        }
      }
    }
    throw new StaleGateException("the gate before %s moves all the time".formatted(stage));
  }

  static Approvals.RunMove rejected(GateCase it, Gate gate) {
    return new Approvals.RunMove(it.run(), RunEvent.REJECTED, Runs.Note.of(gate.reason()));
  }

  private static Standing lacks(StageName stage, List<Finding> lacking) {
    return Standing.holds(
        Hold.Reason.INCONCLUSIVE,
        "the gate before %s lacks evidence: %s"
            .formatted(
                stage, lacking.stream().map(Finding::text).collect(Collectors.joining("; "))));
  }

  private static Standing unclear(StageName stage, GateWatch.Look seen) {
    String what = seen.red().isEmpty() ? "cannot be measured again" : "is red";
    List<Finding> why = seen.red().isEmpty() ? seen.unknown() : seen.red();
    return Standing.holds(
        Hold.Reason.INCONCLUSIVE,
        "the gate before %s %s: %s"
            .formatted(
                stage, what, why.stream().map(Finding::text).collect(Collectors.joining("; "))));
  }

  /** Uses the approvals up, if they still are what they were; empty when the gate moved instead. */
  private Optional<Standing> consume(GateCase it, Gate gate, GateWatch watch) {
    Round round = rounds.round(it, gate);
    boolean glass = gate.state() == GateState.BROKEN_GLASS;
    Seating seating = round.seating();
    boolean holds = glass ? round.keysHold() : seating.complete();
    if (!holds) {
      String text =
          "disarmed: whoever decided lost the role or had a hand in the run, missing "
              + (glass ? "a key" : seating.missing());
      rounds.move(gate, GateEvent.UNSEAT, Approvals.Change.of(gate, text).at(again(gate, it)));
      return Optional.empty();
    }
    GateWatch.Look seen = watch.look();
    if (!seen.red().isEmpty()) {
      rounds.red(it, gate, seen.red());
      return Optional.of(Standing.moved());
    }
    if (!seen.unknown().isEmpty()) {
      return Optional.of(unclear(it.stage(), seen));
    }
    String text =
        "gate before %s passed %s on digest %s by %s"
            .formatted(
                it.stage(),
                glass ? "by breaking the glass" : seating.count() + " approved",
                round.digest().orElseThrow().brief(),
                round.openers(seating));
    var move = new Approvals.RunMove(it.run(), RunEvent.APPROVED, Runs.Note.of(text));
    Gate.Times t = gate.times();
    var times =
        new Gate.Times(t.sealed(), t.from(), t.until(), Optional.of(rounds.now()), t.reviewDue());
    rounds.move(
        gate,
        GateEvent.CONSUME,
        Approvals.Change.of(gate, text).at(times).moving(Optional.of(move)));
    return Optional.of(Standing.moved());
  }

  /** The times of a gate that waits again: the deadline is that of the sealing. */
  static Gate.Times again(Gate gate, GateCase it) {
    Instant sealed = gate.times().sealed().orElseThrow();
    return new Gate.Times(
        gate.times().sealed(),
        Optional.empty(),
        Optional.of(sealed.plus(it.rule().expires())),
        Optional.empty(),
        gate.times().reviewDue());
  }

  /**
   * An approval counts for one entry into the stage and for going on after a crash. A run that was
   * held there and is resumed when the approval's time is over needs another one.
   */
  private boolean usedUp(GateCase it, Gate gate) {
    Instant until = gate.times().until().orElseThrow();
    return ports.runs().history(it.run().id()).stream()
        .filter(line -> line.state() == it.run().state() && line.event() == RunEvent.RESUME)
        .anyMatch(line -> !line.at().isBefore(until));
  }

  /**
   * Looks at a gate that waits: lets it expire, voids it, or turns it red. Whoever waits in front
   * of it calls this now and then.
   *
   * @return the gate as it then is
   */
  public Optional<Gate> watch(Run run, Plan plan, StageName stage, GateWatch watch) {
    Optional<Gate> found = rounds.current(run, stage);
    Optional<GateCase> it = caseOf(run, plan, stage);
    if (it.isEmpty() || found.isEmpty() || !found.get().state().open()) {
      return found;
    }
    Gate gate = found.get();
    try {
      if (gate.over(rounds.now())) {
        return Optional.of(rounds.expired(it.get(), gate));
      }
      List<Difference> changed = rounds.changed(it.get(), gate);
      if (!changed.isEmpty()) {
        return Optional.of(rounds.voided(it.get(), gate, changed));
      }
      List<Finding> red = watch.look().red();
      return Optional.of(red.isEmpty() ? gate : rounds.red(it.get(), gate, red));
    } catch (StaleGateException somebodyElseMovedIt) {
      return rounds.current(run, stage);
    }
  }

  /** A gate that lets pass by itself, written down so that the record says so. */
  public void automatic(Run run, Plan plan, StageName stage) {
    if (rounds.current(run, stage).filter(gate -> gate.state().ended()).isPresent()) {
      return;
    }
    Gate gate =
        rounds.current(run, stage).orElseGet(() -> rounds.open(run, stage, Optional.empty()));
    if (gate.state() == GateState.COLLECTING) {
      gate = rounds.sealed(run, plan, gate);
    }
    String text = "automatic: the plan asks nobody, the evidence is complete and green";
    if (gate.state() == GateState.SEALED) {
      gate = rounds.move(gate, GateEvent.PASS_AUTOMATICALLY, Approvals.Change.of(gate, text));
    }
    if (gate.state() == GateState.ARMED) {
      Instant now = rounds.now();
      var times =
          new Gate.Times(
              gate.times().sealed(),
              Optional.of(now),
              Optional.empty(),
              Optional.of(now),
              Optional.empty());
      rounds.move(gate, GateEvent.CONSUME, Approvals.Change.of(gate, text).at(times));
    }
  }

  /** The run goes back: what was not used yet never will be. */
  public void cancel(Run run) {
    for (Gate gate : ports.approvals().all(run.id())) {
      if (!gate.state().ended()) {
        cancel(gate);
      }
    }
  }

  private void cancel(Gate gate) {
    try {
      rounds.move(gate, GateEvent.CANCEL, Approvals.Change.of(gate, "the run goes back"));
    } catch (StaleGateException decidedMeanwhile) {
      // The run has left the gate, so that nothing decided there is ever used.
    }
  }
}
