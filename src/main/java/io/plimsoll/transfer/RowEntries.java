package io.plimsoll.transfer;

import io.plimsoll.store.RowView;
import io.plimsoll.transfer.RowKey.KeyHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of some buckets, as a multiset per key: rows that are on both sides cancel out, what is
 * left differs.
 */
final class RowEntries {
  private final Map<KeyHash, Versions> byKey = new HashMap<>();
  private final boolean keyed;
  private final int maxEntries;

  /**
   * @param keyed whether rows have a key besides their content
   */
  RowEntries(boolean keyed, int maxEntries) {
    this.keyed = keyed;
    this.maxEntries = maxEntries;
  }

  /** Distinct contents of one key; almost always one, so a chain and no map. */
  private static final class Versions {
    private final long high;
    private final long low;
    private int net;
    private final Versions next;

    Versions(RowView row, int net, Versions next) {
      this.high = row.hashHigh();
      this.low = row.hashLow();
      this.net = net;
      this.next = next;
    }

    static Versions add(Versions chain, RowView row, int sign) {
      for (Versions v = chain; v != null; v = v.next) {
        if (v.high == row.hashHigh() && v.low == row.hashLow()) {
          v.net += sign;
          return chain;
        }
      }
      return new Versions(row, sign, chain);
    }

    /** How many rows are left over on one side. */
    static long left(Versions chain, int sign) {
      long left = 0;
      for (Versions v = chain; v != null; v = v.next) {
        left += Math.max(0, v.net * (long) sign);
      }
      return left;
    }
  }

  /** A key that differs, with its rows left over on each side. */
  record Differing(KeyHash key, long onSource, long onTarget) {}

  void source(Buckets.Selection selection, KeyHash key, RowView row) {
    add(selection, key, row, 1);
  }

  void target(Buckets.Selection selection, KeyHash key, RowView row) {
    add(selection, key, row, -1);
  }

  private void add(Buckets.Selection selection, KeyHash key, RowView row, int sign) {
    if (!selection.has(key)) {
      return;
    }
    Versions chain = Versions.add(byKey.get(key), row, sign);
    if (sign < 0 && Versions.left(chain, 1) == 0 && Versions.left(chain, -1) == 0) {
      byKey.remove(key);
      return;
    }
    byKey.put(key, chain);
    if (byKey.size() > 2 * maxEntries) {
      throw new TransferException(
          "more than %d rows of one chunk share a bucket; use smaller chunks"
              .formatted(2 * maxEntries));
    }
  }

  Differ.Tally tally() {
    var tally = new Differ.Tally();
    for (Versions chain : byKey.values()) {
      long onSource = Versions.left(chain, 1);
      long onTarget = Versions.left(chain, -1);
      long changed = keyed ? Math.min(onSource, onTarget) : 0;
      tally.changed += changed;
      tally.missing += onSource - changed;
      tally.unexpected += onTarget - changed;
    }
    return tally;
  }

  /** Some keys that differ. */
  List<Differing> differing(int limit) {
    var differing = new ArrayList<Differing>();
    for (Map.Entry<KeyHash, Versions> entry : byKey.entrySet()) {
      if (differing.size() == limit) {
        break;
      }
      long onSource = Versions.left(entry.getValue(), 1);
      long onTarget = Versions.left(entry.getValue(), -1);
      if (onSource + onTarget > 0) {
        differing.add(new Differing(entry.getKey(), onSource, onTarget));
      }
    }
    return differing;
  }
}
