package io.plimsoll.run;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import java.util.SortedMap;

/** Keeps where each shard of a run is. */
public interface Shards {
  /** All shards of the run, {@code PENDING} unless set. */
  SortedMap<ShardId, ShardState> of(RunId run);

  /** Sets it; repeating is harmless. */
  void set(RunId run, ShardId shard, ShardState state);
}
