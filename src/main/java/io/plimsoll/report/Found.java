package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.plan.StageName;
import java.util.Optional;

/**
 * A fact of the evidence book.
 *
 * @param fact empty when it could not be read: then nothing it should prove is proven
 */
record Found<F>(StageName stage, Optional<ShardId> shard, Origin origin, Optional<F> fact) {

  /** The same where each value has its own judgement, whatever the evidence as a whole has. */
  Found<F> judgedByValue() {
    return new Found<>(stage, shard, origin.as(Status.PASS), fact);
  }

  /** The same where what failed is judged value by value, and the rest is only described. */
  Found<F> described() {
    return origin.status() == Status.FAIL
        ? new Found<>(stage, shard, origin.as(Status.PASS), fact)
        : this;
  }
}
