package io.plimsoll.transfer;

import io.plimsoll.common.ShardId;
import io.plimsoll.store.Chunk;

/** Hears of each finished chunk: for progress bars and meters. */
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
}
