package io.plimsoll.transfer;

import io.plimsoll.store.RowView;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Rows of both sides of a chunk, summed by key hash: source minus target, in fixed memory. */
final class Buckets {
  static final int COUNT = 1 << 14;

  private final long[] high = new long[COUNT];
  private final long[] low = new long[COUNT];
  private final int[] net = new int[COUNT];
  private final int[] rows = new int[COUNT];

  static int of(RowKey.KeyHash key) {
    return (int) (key.low() & (COUNT - 1));
  }

  /**
   * @param sign 1 for a row of the source, −1 for one of the target
   */
  void add(RowKey.KeyHash key, RowView row, int sign) {
    int bucket = of(key);
    long before = low[bucket];
    if (sign > 0) {
      low[bucket] += row.hashLow();
      high[bucket] += row.hashHigh() + (Long.compareUnsigned(low[bucket], before) < 0 ? 1 : 0);
    } else {
      low[bucket] -= row.hashLow();
      high[bucket] -= row.hashHigh() + (Long.compareUnsigned(before, row.hashLow()) < 0 ? 1 : 0);
    }
    net[bucket] += sign;
    rows[bucket] = rows[bucket] == Integer.MAX_VALUE ? rows[bucket] : rows[bucket] + 1;
  }

  private boolean differs(int bucket) {
    return net[bucket] != 0 || high[bucket] != 0 || low[bucket] != 0;
  }

  /** The differing buckets, grouped so that the rows of each group fit the limit. */
  List<Selection> rounds(int maxEntries) {
    var rounds = new ArrayList<Selection>();
    var current = new BitSet(COUNT);
    long held = 0;
    for (int bucket = 0; bucket < COUNT; bucket++) {
      if (!differs(bucket)) {
        continue;
      }
      if (held > 0 && held + rows[bucket] > maxEntries) {
        rounds.add(new Selection(current));
        current = new BitSet(COUNT);
        held = 0;
      }
      current.set(bucket);
      held += rows[bucket];
    }
    if (!current.isEmpty()) {
      rounds.add(new Selection(current));
    }
    return rounds;
  }

  /** Some of the buckets. */
  record Selection(BitSet buckets) {
    boolean has(RowKey.KeyHash key) {
      return buckets.get(of(key));
    }
  }
}
