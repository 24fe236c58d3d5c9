package io.plimsoll.gate;

import io.plimsoll.common.Digest;
import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A gate in words, as of an instant: who could decide, what is missing, what would happen.
 *
 * @param state at the instant asked about, if nobody does anything until then
 * @param digest what a decision has to name
 * @param missing every unmet condition, a sentence each
 * @param could who could fill a free seat now
 * @param cannot who has a fitting role and yet cannot, with the reason
 * @param changed what changed since the round before, whose approvals are void
 * @param then what happens, a sentence each
 */
public record Explanation(
    RunId run,
    StageName stage,
    String rule,
    GateState state,
    Optional<Digest> digest,
    Optional<Instant> until,
    List<Decision> decisions,
    List<String> missing,
    List<Person> could,
    List<Person> cannot,
    List<Difference> changed,
    List<String> then) {

  /**
   * @param why empty for who could decide
   */
  public record Person(PersonId person, String name, String roles, String why) {}
}
