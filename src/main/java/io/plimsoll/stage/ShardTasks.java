package io.plimsoll.stage;

import io.plimsoll.plan.Plan.ShardPlan;
import java.util.List;

/** Runs one piece of work per shard, several at once; implemented by the engine with its jobs. */
public interface ShardTasks {

  /** Waits for all; an exception of a task becomes {@code FAILED} naming the shard. */
  Outcome forEach(String what, List<ShardPlan> shards, ShardWork work);

  /** The work on one shard. */
  interface ShardWork {
    Outcome on(ShardPlan shard) throws Exception;
  }
}
