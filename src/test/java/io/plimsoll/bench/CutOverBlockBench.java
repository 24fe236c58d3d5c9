package io.plimsoll.bench;

import io.plimsoll.common.RunId;
import io.plimsoll.control.ControlDatabase;
import io.plimsoll.plan.Plan.SchemaMode;
import io.plimsoll.shard.ShardWay;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a client that writes 1,000 rows a second cannot, at the cut-over; and with more rows.
 */
class CutOverBlockBench {
  private static final int CUT_OVERS = 50;
  private static final int ROWS = 20_000;
  private static final int MORE = 10;
  private static final int WRITES_PER_SECOND = 1_000;

  @TempDir Path home;
  private int number;

  @Test
  void printsTheBlock() throws Exception {
    var few = new ArrayList<Double>();
    var many = new ArrayList<Double>();
    try (var control = ControlDatabase.open(home, Clock.systemUTC())) {
      for (int i = -1; i < CUT_OVERS; i++) {
        double small = block(control, ROWS);
        double large = block(control, ROWS * MORE);
        // The first round warms up.
        if (i >= 0) {
          few.add(small);
          many.add(large);
        }
      }
    }
    print("%,d rows".formatted(ROWS), few);
    print("%,d rows".formatted(ROWS * MORE), many);
    System.out.printf(
        Locale.ROOT,
        "ratio of the medians for %d x the rows %.2f (to reach: 1.2 at most)%n%n",
        MORE,
        at(many, 0.5) / at(few, 0.5));
  }

  private double block(ControlDatabase control, int rows) throws Exception {
    var run = new RunId("bench-" + ++number);
    try (var shard = new LiveShard(control, run, rows);
        var way = new ShardWay(shard.tools(), shard.ends(), shard.errand());
        var writer = new PacedWriter(shard, WRITES_PER_SECOND, 1)) {
      way.claim();
      way.copy(SchemaMode.MIRROR, rows, () -> false);
      writer.watch();
      way.cutOver(shard.ends().source().schemaDigest(shard.ends().objects()));
      long done = writer.changed();
      while (writer.changed() < done + 20) {
        Thread.sleep(5);
      }
      return writer.longestMillis();
    }
  }

  private static void print(String what, List<Double> millis) {
    System.out.printf(
        Locale.ROOT,
        "%nblock at cut-over at %,d writes/s, %s, %d cut-overs: p50 %.0f ms, p99 %.0f ms, longest %.0f"
            + " ms (to reach: p99 500 ms)%n",
        WRITES_PER_SECOND,
        what,
        millis.size(),
        at(millis, 0.5),
        at(millis, 0.99),
        at(millis, 1));
  }

  private static double at(List<Double> values, double quantile) {
    var sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(quantile * sorted.size())));
  }
}
