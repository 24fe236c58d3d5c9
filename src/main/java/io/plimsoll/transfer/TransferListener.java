package io.plimsoll.transfer;

import io.plimsoll.common.ShardId;
import io.plimsoll.store.Chunk;
import java.time.Duration;

/** Hears of data moving, and of clients that waited for it: for progress bars and meters. */
public interface TransferListener {
  TransferListener NONE =
      new TransferListener() {
        @Override
        public void planned(Pass pass, ShardId shard, long rows, int chunks) {}

        @Override
        public void moved(Pass pass, ShardId shard, Chunk chunk, long rows, long bytes) {}

        @Override
        public void verified(Pass pass, ShardId shard, Chunk chunk, long rows) {}
      };

  void planned(Pass pass, ShardId shard, long rows, int chunks);

  void moved(Pass pass, ShardId shard, Chunk chunk, long rows, long bytes);

  void verified(Pass pass, ShardId shard, Chunk chunk, long rows);

  /** Live: a tick brought changed keys to the other side. */
  default void replayed(Pass pass, ShardId shard, long keys) {}

  /**
   * Live: a shard was cut over.
   *
   * @param seen the longest wait of a probing client, over all attempts
   */
  default void cutOver(ShardId shard, Duration seen) {}
}
