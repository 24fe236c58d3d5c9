package io.plimsoll.bench;

import io.plimsoll.capture.Replayer.Strangers;
import io.plimsoll.common.RunId;
import io.plimsoll.control.ControlDatabase;
import io.plimsoll.plan.Plan.SchemaMode;
import io.plimsoll.shard.LiveReplay;
import io.plimsoll.shard.ShardWay;
import io.plimsoll.store.ChangeFeed.Purpose;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether replay keeps up with a source that changes, and how fast it is when it must catch up. */
class ReplayBench {
  private static final int ROWS = 500_000;
  private static final int ROWS_PER_SECOND = 5_000;
  private static final int SECONDS = 30;

  @TempDir Path home;

  @Test
  void printsWhatItKeepsUpWith() throws Exception {
    try (var control = ControlDatabase.open(home, Clock.systemUTC());
        var shard = new LiveShard(control, new RunId("bench-replay"), ROWS);
        var way = new ShardWay(shard.tools(), shard.ends(), shard.errand())) {
      way.claim();
      way.copy(SchemaMode.MIRROR, ROWS, () -> false);
      try (var replay =
          new LiveReplay(shard.tools(), shard.ends(), shard.errand(), Purpose.FORWARD)) {
        keepUp(shard, replay);
        catchUp(shard, replay);
      }
    }
  }

  private static void keepUp(LiveShard shard, LiveReplay replay) throws Exception {
    long keys = 0;
    long changed;
    double seconds;
    try (var writer = new PacedWriter(shard, ROWS_PER_SECOND, 50)) {
      long start = System.nanoTime();
      while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(SECONDS)) {
        keys += replay.tick(Strangers.REFUSE).keys();
      }
      changed = writer.changed();
      seconds = (System.nanoTime() - start) / 1e9;
    }
    System.out.printf(
        Locale.ROOT,
        "%nreplay beside a writer of %,d rows/s: %,.0f rows/s changed, ratio of keys replayed to rows"
            + " changed %.3f, %,d keys left (to reach: 5,000 rows/s)%n",
        ROWS_PER_SECOND,
        changed / seconds,
        keys / (double) changed,
        replay.tick(Strangers.REFUSE).keys());
  }

  private static void catchUp(LiveShard shard, LiveReplay replay) throws Exception {
    try (var connection = shard.connect();
        var statement = connection.createStatement()) {
      statement.executeUpdate("update items set value = value + 1 where id <= 200000");
    }
    long start = System.nanoTime();
    long keys = replay.tick(Strangers.REFUSE).keys();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(Locale.ROOT, "one tick of %,d keys: %,.0f keys/s%n%n", keys, keys / seconds);
  }
}
