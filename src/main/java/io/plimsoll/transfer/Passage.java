package io.plimsoll.transfer;

import io.plimsoll.common.CrashPoints;
import io.plimsoll.common.Epoch;
import io.plimsoll.common.Guards;
import io.plimsoll.common.Retry;
import io.plimsoll.common.ShardId;
import java.time.Clock;
import java.util.Locale;

/**
 * One pass over one shard: where it is recorded, in whose epoch, and on how many streams.
 *
 * @param scope the chunks of the ledger this pass works on
 * @param streams how many chunks are in flight at once, at least 1
 */
public record Passage(
    ChunkLedger ledger, ChunkLedger.Scope scope, Epoch epoch, int streams, Surroundings around) {
  private static final int MAX_STREAMS = 64;

  public Passage {
    if (streams < 1 || streams > MAX_STREAMS) {
      throw new IllegalArgumentException("1 to " + MAX_STREAMS + " streams, found " + streams);
    }
  }

  /**
   * What every pass is surrounded by.
   *
   * @param retry for failures of a store that are worth another try
   */
  public record Surroundings(
      TransferListener listener, CrashPoints crash, Clock clock, Guards guards, Retry retry) {}

  ShardId shard() {
    return scope.shard();
  }

  /** Reaches the pass's own moment, e.g. {@code copy.load.after}. */
  void reached(String moment) {
    around.crash().reached(scope.pass().name().toLowerCase(Locale.ROOT) + "." + moment);
  }
}
