package io.plimsoll.run;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import java.util.Collection;
import java.util.SortedMap;

/** Keeps where each shard of a run is. */
public interface Shards {
  /** Names the run's shards; those that are not known yet become {@code PENDING}. */
  default void declare(RunId run, Collection<ShardId> shards) {
    var known = of(run).keySet();
    shards.stream()
        .filter(shard -> !known.contains(shard))
        .forEach(shard -> set(run, shard, ShardState.PENDING));
  }

  /** All shards that were declared or set. */
  SortedMap<ShardId, ShardState> of(RunId run);

  /** Sets it; repeating is harmless. */
  void set(RunId run, ShardId shard, ShardState state);
}
