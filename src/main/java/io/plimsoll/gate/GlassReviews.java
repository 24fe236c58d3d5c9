package io.plimsoll.gate;

import io.plimsoll.gate.GateDecision.Kind;
import io.plimsoll.gate.GateRefusal.Code;
import io.plimsoll.plan.Role;
import java.util.Optional;
import java.util.Set;

/** Takes what persons say afterwards of gates that were opened in an emergency. */
final class GlassReviews {
  private static final Set<Role> REVIEWERS = Set.of(Role.APPROVER, Role.AUDITOR);

  private final GatePorts ports;
  private final Rounds rounds;

  GlassReviews(GatePorts ports, Rounds rounds) {
    this.ports = ports;
    this.rounds = rounds;
  }

  /** The oldest that is due; also when run and gate have long moved on. */
  GateAnswer of(GateAsk ask, Optional<Gate> current) {
    Optional<Gate> due =
        ports.approvals().reviewsDue().stream()
            .filter(gate -> gate.run().equals(ask.run()) && gate.stage() == ask.stage())
            .findFirst();
    if (due.isEmpty()) {
      return GateAnswer.refused(
          current,
          GateRefusal.of(
              Code.NOTHING_TO_REVIEW,
              "no broken glass before %s waits for a review, or no longer",
              ask.stage()));
    }
    Optional<GateRefusal> unfit = unfit(due.get(), ask.decision());
    if (unfit.isPresent()) {
      return GateAnswer.refused(due, unfit.get());
    }
    var kept = new Decision(rounds.now(), ask.decision(), "reviewed", "did not break the glass");
    Gate settled = ports.approvals().settle(due.get(), kept);
    ports.listener().decided(settled, kept);
    return GateAnswer.counted(settled);
  }

  private static Optional<GateRefusal> unfit(Gate gate, GateDecision decision) {
    Decider by = decision.by();
    boolean own =
        gate.decisions().stream()
            .anyMatch(d -> d.is(Kind.BREAK_GLASS) && d.person().equals(by.person()));
    if (own) {
      return Optional.of(
          GateRefusal.of(
              Code.OWN_GLASS, "%s broke that glass; somebody else reviews it", by.name()));
    }
    if (by.roles().stream().noneMatch(REVIEWERS::contains)) {
      return Optional.of(
          GateRefusal.of(
              Code.NO_ROLE,
              "%s has none of the roles %s",
              by.name(),
              REVIEWERS.stream().sorted().toList()));
    }
    return decision.comment().isBlank()
        ? Optional.of(GateRefusal.of(Code.NO_REASON, "a review says in writing what was found"))
        : Optional.empty();
  }
}
