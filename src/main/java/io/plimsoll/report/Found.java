package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.plan.StageName;
import java.util.Optional;

/**
 * A fact of the evidence book.
 *
 * @param fact empty when it could not be read: then nothing it should prove is proven
 */
record Found<F>(StageName stage, Optional<ShardId> shard, Origin origin, Optional<F> fact) {}
