package io.plimsoll.audit;

import io.plimsoll.common.Digest;
import io.plimsoll.common.RunId;
import java.util.Map;
import java.util.Optional;

/**
 * What is recorded of a decision at a gate, beside who made it: the actor carries the person, the
 * roles at that time, the method, the channel and the address.
 *
 * @param gate named after the stage it stands before: {@code cut-over}
 * @param decision {@code approved}, {@code rejected}, {@code withdrawn}, {@code refused} …
 * @param shown digest of the evidence that was on the screen when it was decided
 * @param incident with a broken glass, what it was broken for
 * @param quorum how far the gate was with this decision: {@code 1 of 2}
 * @param separation what was checked to keep duties apart, or what was violated
 */
public record GateDecision(
    String gate,
    String decision,
    Digest shown,
    String comment,
    Optional<String> incident,
    String quorum,
    String separation) {

  public AuditEvent.Draft by(Actor person, RunId run) {
    var payload =
        Map.of(
            "gate", gate,
            "decision", decision,
            "shown", shown.hex(),
            "comment", comment,
            "incident", incident.orElse(""),
            "quorum", quorum,
            "separationOfDuties", separation);
    return new AuditEvent.Draft(
        EventTypes.GATE_DECIDED, Optional.of(run), person, Payload.of(payload));
  }
}
