package io.plimsoll.gate;

import io.plimsoll.common.Finding;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes the moves of a gate that no person decides: sealing, asking, voiding, running out. */
final class Rounds {
  private final GatePorts ports;
  private final EvidenceGate complete;
  private final EvidenceSeal seal;

  Rounds(GatePorts ports, EvidenceGate complete, EvidenceSeal seal) {
    this.ports = ports;
    this.complete = complete;
    this.seal = seal;
  }

  Instant now() {
    return ports.clock().instant();
  }

  Optional<Gate> current(Run run, StageName stage) {
    return ports.approvals().current(run.id(), stage);
  }

  Round round(GateCase it, Gate gate) {
    return new Round(gate, it.rule(), ports.parties().of(it.run().id()), ports.roles());
  }

  /** What keeps the evidence from being sealed. */
  List<Finding> lacking(Run run, Plan plan, StageName stage) {
    List<Evidence> evidence = ports.book().current(run.id());
    var findings = new ArrayList<>(complete.before(stage, plan, evidence));
    findings.addAll(seal.lacking(plan, stage, evidence));
    return findings.stream().distinct().toList();
  }

  SealedEvidence sealNow(Run run, Plan plan, StageName stage) {
    return seal.seal(run.id(), plan, stage, ports.book().current(run.id()));
  }

  /** What is no longer as it was sealed; evidence that turned red differs in its status. */
  List<Difference> changed(GateCase it, Gate gate) {
    SealedEvidence sealed = gate.evidence().orElseThrow();
    return sealed.differencesTo(sealNow(it.run(), it.plan(), it.stage()));
  }

  Gate open(Run run, StageName stage, Optional<Gate> after) {
    return ports.approvals().open(run.id(), stage, after);
  }

  Gate sealed(Run run, Plan plan, Gate collecting) {
    SealedEvidence evidence = sealNow(run, plan, collecting.stage());
    var times =
        new Gate.Times(
            Optional.of(now()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    String text = "evidence sealed, digest " + evidence.digest().brief();
    return move(
        collecting,
        GateEvent.SEAL,
        Approvals.Change.of(collecting, text).at(times).sealing(evidence));
  }

  /** Asks the persons; the deadline is an instant from now on. */
  Gate asked(GateCase it, Gate sealed) {
    Instant until = now().plus(it.rule().expires());
    var times =
        new Gate.Times(
            sealed.times().sealed(),
            Optional.empty(),
            Optional.of(until),
            Optional.empty(),
            Optional.empty());
    String text = "waits for %s until %s".formatted(it.rule().people(), until);
    return move(sealed, GateEvent.ASK, Approvals.Change.of(sealed, text).at(times));
  }

  /** Voids what was approved and keeps what is different. */
  Gate stale(Gate gate, List<Difference> differences) {
    String text =
        "approvals are void, the evidence changed: "
            + differences.stream().map(Difference::text).collect(Collectors.joining("; "));
    return move(gate, GateEvent.CHANGE, Approvals.Change.of(gate, text).differing(differences));
  }

  /** A new round on the evidence as it is now; it collects if that is not complete. */
  Gate renewed(GateCase it, Gate old) {
    Gate collecting = open(it.run(), it.stage(), Optional.of(old));
    boolean complete = lacking(it.run(), it.plan(), it.stage()).isEmpty();
    return complete ? asked(it, sealed(it.run(), it.plan(), collecting)) : collecting;
  }

  /** Every seat is filled although nobody decided just now: a role came back. */
  Gate completed(Gate gate) {
    Gate.Times t = gate.times();
    var times =
        new Gate.Times(t.sealed(), Optional.of(now()), t.until(), t.consumed(), t.reviewDue());
    return move(
        gate, GateEvent.COMPLETE, Approvals.Change.of(gate, "every seat is filled").at(times));
  }

  /** Voids the round and begins the next one; a run that waits is told so. */
  Gate voided(GateCase it, Gate gate, List<Difference> changed) {
    Gate next = renewed(it, stale(gate, changed));
    boolean waits = it.run().hold().filter(h -> h.reason() == Hold.Reason.GATE).isPresent();
    if (!waits || next.state() != GateState.WAITING) {
      return next;
    }
    ports.approvals().moveRun(next, waiting(it, next));
    return current(it.run(), it.stage()).orElseThrow();
  }

  /** The run holds in front of the gate, and says for whom and until when. */
  Approvals.RunMove waiting(GateCase it, Gate gate) {
    var text = new StringBuilder();
    text.append(
        "waits at the gate before %s for %s, until %s; then it holds"
            .formatted(it.stage(), it.rule().people(), gate.times().until().orElseThrow()));
    if (!round(it, gate).requesterKnown()) {
      text.append("; nobody can approve, because it is not known who asked for this run");
    }
    if (!gate.changed().isEmpty()) {
      text.append("; earlier approvals are void: ");
      text.append(gate.changed().stream().map(Difference::text).collect(Collectors.joining("; ")));
    }
    text.append(
        "; 'plimsoll gate explain %s' says who may decide, 'plimsoll rollback %s' goes back"
            .formatted(it.run().id(), it.run().id()));
    var hold = new Hold(Hold.Reason.GATE, text.toString());
    return new Approvals.RunMove(it.run(), RunEvent.PAUSE, Runs.Note.hold(hold));
  }

  /** Runs out; the run holds with it. */
  Gate expired(GateCase it, Gate gate) {
    String text =
        "the gate before %s expired at %s; 'plimsoll resume %s' asks anew, 'plimsoll rollback %s' goes back"
            .formatted(
                it.stage(), gate.times().until().orElseThrow(), it.run().id(), it.run().id());
    var note = Runs.Note.hold(new Hold(Hold.Reason.EXPIRED, text));
    return move(
        gate,
        GateEvent.EXPIRE,
        Approvals.Change.of(gate, text).moving(atTheGate(it, RunEvent.EXPIRED, note)));
  }

  Gate red(GateCase it, Gate gate, List<Finding> red) {
    String text =
        "the gate before %s turned red: %s"
            .formatted(
                it.stage(), red.stream().map(Finding::text).collect(Collectors.joining("; ")));
    var note = Runs.Note.hold(new Hold(Hold.Reason.INCONCLUSIVE, text));
    return move(
        gate,
        GateEvent.TURN_RED,
        Approvals.Change.of(gate, text).moving(atTheGate(it, RunEvent.INCONCLUSIVE, note)));
  }

  /** A run that was paused, or is held for another reason, stays so. */
  Optional<Approvals.RunMove> atTheGate(GateCase it, RunEvent event, Runs.Note note) {
    boolean waits = it.run().hold().map(hold -> hold.reason() == Hold.Reason.GATE).orElse(true);
    return waits ? Optional.of(new Approvals.RunMove(it.run(), event, note)) : Optional.empty();
  }

  Gate move(Gate gate, GateEvent event, Approvals.Change change) {
    Gate moved = ports.approvals().move(gate, event, change);
    ports.listener().moved(moved, event);
    return moved;
  }
}
