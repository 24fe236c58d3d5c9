package io.plimsoll.shard;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who replays a shard's changes in this process: a step on its way, or the engine in between. It
 * only spares them each other's way; that two replayers do no harm is the store's to see to.
 */
public final class ReplayTurns {
  private final Map<String, Lock> locks = new ConcurrentHashMap<>();

  public Lock of(RunId run, ShardId shard) {
    return locks.computeIfAbsent(run + "/" + shard, key -> new ReentrantLock());
  }
}
