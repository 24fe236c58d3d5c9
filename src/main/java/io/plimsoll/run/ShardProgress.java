package io.plimsoll.run;

import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import java.util.List;

/** Where one shard is, and how far each of its objects is copied. */
public record ShardProgress(ShardId shard, ShardState state, List<OfObject> objects) {
  public ShardProgress {
    objects = List.copyOf(objects);
  }

  /**
   * @param copied chunks that are known to be durable on the target
   * @param verified those that were read back and are equal
   */
  public record OfObject(
      ObjectName object, int chunks, int copied, int verified, long rows, long bytes) {}
}
