package io.plimsoll.bench;

import io.plimsoll.common.RunId;
import io.plimsoll.control.ControlDatabase;
import io.plimsoll.shard.ShardWay;
import io.plimsoll.store.ChangeFeed.Purpose;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the triggers cost clients of the source: single-row updates with and without, in turns. */
class CaptureOverheadBench {
  private static final int ROWS = 100_000;
  private static final int ROUNDS = 7;
  private static final Duration ROUND = Duration.ofSeconds(3);

  @TempDir Path home;

  @Test
  void printsTheRatio() throws Exception {
    try (var control = ControlDatabase.open(home, Clock.systemUTC());
        var plain = new LiveShard(control, new RunId("bench-plain"), ROWS);
        var captured = new LiveShard(control, new RunId("bench-captured"), ROWS);
        var way = new ShardWay(captured.tools(), captured.ends(), captured.errand())) {
      way.claim();
      captured
          .ends()
          .source()
          .changes()
          .install(
              captured.errand().authority(),
              Purpose.FORWARD,
              captured.ends().objects(),
              Duration.ofSeconds(10));
      var without = new ArrayList<Double>();
      var with = new ArrayList<Double>();
      for (int i = -1; i < ROUNDS; i++) {
        double one = rate(plain);
        double other = rate(captured);
        if (i >= 0) {
          without.add(one);
          with.add(other);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%nsingle-row updates, median of %d: %,.0f/s without triggers, %,.0f/s with, ratio %.2f%n%n",
          ROUNDS,
          median(without),
          median(with),
          median(with) / median(without));
    }
  }

  private static double rate(LiveShard shard) throws Exception {
    try (var connection = shard.connect();
        var update =
            connection.prepareStatement("update items set value = value + 1 where id = ?")) {
      long start = System.nanoTime();
      long done = 0;
      while (System.nanoTime() - start < ROUND.toNanos()) {
        update.setLong(1, ThreadLocalRandom.current().nextLong(1, ROWS + 1));
        update.executeUpdate();
        done++;
      }
      return done / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static double median(List<Double> values) {
    var sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
