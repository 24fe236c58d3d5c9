package io.plimsoll.audit;

import io.plimsoll.common.Digest;
import io.plimsoll.common.RunId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is recorded of a decision at a gate, beside who made it: the actor carries the person, the
 * roles at that time, the method, the channel and the address.
 *
 * @param gate named after the stage it stands before: {@code cut-over}
 * @param decision {@code approved}, {@code rejected}, {@code withdrawn}, {@code refused} …
 * @param shown digest of the evidence that was on the screen when it was decided
 * @param quorum how far the gate was with this decision
 * @param separation whether the duties were kept apart
 */
public record GateDecision(
    String gate,
    String decision,
    Digest shown,
    String comment,
    QuorumState quorum,
    SeparationOfDuties separation) {

  /**
   * @param needed role to distinct persons
   * @param given role to the persons who count for it
   */
  public record QuorumState(
      Map<String, Integer> needed, Map<String, List<String>> given, boolean met) {}

  /**
   * @param kept false when the decision was refused for it
   * @param reasons a sentence each: {@code erin started this run}
   */
  public record SeparationOfDuties(boolean kept, List<String> reasons) {}

  public AuditEvent.Draft by(Actor person, RunId run) {
    var payload =
        Map.of(
            "gate", gate,
            "decision", decision,
            "shown", shown.hex(),
            "comment", comment,
            "quorum", quorum,
            "separationOfDuties", separation);
    return new AuditEvent.Draft(
        EventTypes.GATE_DECIDED, Optional.of(run), person, Payload.of(payload));
  }
}
