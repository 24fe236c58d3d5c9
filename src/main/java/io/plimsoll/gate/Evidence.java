package io.plimsoll.gate;

import io.plimsoll.common.ShardId;
import io.plimsoll.plan.StageName;
import java.time.Instant;
import java.util.Optional;

/**
 * Something measured that a decision can be made on.
 *
 * @param name what it is, unique per stage and shard: {@code restore-proof}
 * @param measuredBy the class or program that measured
 * @param json the measurement itself, a JSON object
 */
public record Evidence(
    StageName stage,
    Optional<ShardId> shard,
    String name,
    Status status,
    String measuredBy,
    Instant measuredAt,
    String json) {

  public enum Status {
    PASS,
    FAIL,
    /** Accepted in writing by the plan; shown in red. */
    WAIVED,
    MISSING,
    UNVERIFIED
  }
}
