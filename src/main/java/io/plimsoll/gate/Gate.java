package io.plimsoll.gate;

import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One round of the gate before a stage, as the control database knows it.
 *
 * @param stage the stage it stands before
 * @param round from 1; a new one begins when the evidence changed, or the old one expired or turned
 *     red
 * @param version rises with every move; moves compare and set it
 * @param evidence what was sealed; empty while it collects
 * @param reason why it is as it is, for people; empty when that needs no words
 * @param changed what changed, when it is stale
 * @param decisions that counted, oldest first
 */
public record Gate(
    RunId run,
    StageName stage,
    int round,
    GateState state,
    long version,
    Optional<SealedEvidence> evidence,
    Times times,
    String reason,
    List<Difference> changed,
    List<Decision> decisions) {

  /**
   * Absolute instants: they survive restarts and do not begin again.
   *
   * @param sealed when the evidence got its digest
   * @param from since when the stage may begin
   * @param until the deadline while it waits, the end of validity once it is armed
   * @param consumed when the stage began on it
   * @param reviewDue by when somebody has to review that the glass was broken
   */
  public record Times(
      Optional<Instant> sealed,
      Optional<Instant> from,
      Optional<Instant> until,
      Optional<Instant> consumed,
      Optional<Instant> reviewDue) {
    public static final Times NONE =
        new Times(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /** Whether its time is over, although nobody may have noticed yet. */
  public boolean over(Instant now) {
    return state.open() && times.until().filter(until -> !now.isBefore(until)).isPresent();
  }
}
