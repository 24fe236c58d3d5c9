package io.plimsoll.shard;

import io.plimsoll.common.Verdict;
import io.plimsoll.store.Fence;
import io.plimsoll.store.Side;
import java.util.Optional;

/** What a shard's way back does at its turning points, and what it found there. */
interface BackTurns extends ShardDriver.Turns, AutoCloseable {

  /** The source against its snapshot, compared before it was opened. */
  default Verdict equalsSnapshot() {
    return Verdict.NOT_VERIFIED;
  }

  /** Rows the open target took in that going back loses. */
  default Optional<Long> lostRows() {
    return Optional.empty();
  }

  /** What clients' writes on the target have become; empty when it took none. */
  default Optional<CarriedBack> carriedBack() {
    return Optional.empty();
  }

  @Override
  default Optional<String> cut(int attempt) {
    throw new IllegalStateException("nothing is cut on the way back");
  }

  @Override
  default void drainForward() {
    throw new IllegalStateException("nothing is drained forward on the way back");
  }

  @Override
  default Side openTarget(Fence.Move move) {
    throw new IllegalStateException("no target is opened on the way back");
  }

  @Override
  default void close() {}

  /** A shard that never left. */
  final class None implements BackTurns {
    @Override
    public void drainReverse() {
      throw new IllegalStateException("nothing was ever claimed");
    }

    @Override
    public void beforeReopen(io.plimsoll.store.SideState from) {
      throw new IllegalStateException("nothing was ever claimed");
    }
  }
}
