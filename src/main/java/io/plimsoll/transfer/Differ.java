package io.plimsoll.transfer;

import io.plimsoll.common.ShardId;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.TableInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds which rows of one object differ: the exact number, and a bounded sample by key and column.
 *
 * <p>Chunks are ranges of the key and hold the same keys on both sides, so each is worked on alone.
 * First both sides are read into buckets by key hash, each bucket only a count and a sum: equal
 * buckets hold equal rows and are done. Then the rows of the differing buckets are held, as many
 * buckets at a time as fit a fixed number of entries; both sides are read again for each round.
 * Last, the sampled keys are read once more for their names and columns. Memory depends on none of
 * the sizes involved.
 */
public final class Differ {
  /** Rows held at once, about 100 bytes each. */
  static final int MAX_ENTRIES = 200_000;

  private static final int SAMPLE = 20;

  private final ConsistentView source;
  private final ConsistentView target;
  private final int maxEntries;
  private final int sampleSize;

  /** Compares two moments, opened with the same seed. */
  public Differ(ConsistentView source, ConsistentView target) {
    this(source, target, MAX_ENTRIES, SAMPLE);
  }

  Differ(ConsistentView source, ConsistentView target, int maxEntries, int sampleSize) {
    this.source = source;
    this.target = target;
    this.maxEntries = maxEntries;
    this.sampleSize = sampleSize;
  }

  /**
   * @param chunks those that differ, or all of the object's
   */
  public Differences differ(ShardId shard, TableInfo table, List<Chunk> chunks) {
    var key = RowKey.of(table);
    var total = new Tally();
    var sample = new ArrayList<Differences.Sample>();
    try (ConsistentView.ChunkReader left = source.reader();
        ConsistentView.ChunkReader right = target.reader()) {
      for (Chunk chunk : chunks) {
        var sides = new Sides(left, right, chunk, key);
        total.add(differ(sides, table, sample));
      }
    }
    return new Differences(
        shard, table.name(), total.missing, total.unexpected, total.changed, sample);
  }

  /** Both readers on one chunk. */
  record Sides(
      ConsistentView.ChunkReader left, ConsistentView.ChunkReader right, Chunk chunk, RowKey key) {}

  private Tally differ(Sides sides, TableInfo table, List<Differences.Sample> sample) {
    var buckets = new Buckets();
    sides.left().rows(sides.chunk(), row -> buckets.add(sides.key().hash(row), row, 1));
    sides.right().rows(sides.chunk(), row -> buckets.add(sides.key().hash(row), row, -1));
    var tally = new Tally();
    // Each round settles at least one bucket, so there are never more rounds than buckets.
    for (Buckets.Selection round : buckets.rounds(maxEntries)) {
      var entries = new RowEntries(sides.key().present(), maxEntries);
      sides.left().rows(sides.chunk(), row -> entries.source(round, sides.key().hash(row), row));
      sides.right().rows(sides.chunk(), row -> entries.target(round, sides.key().hash(row), row));
      tally.add(entries.tally());
      int room = sampleSize - sample.size();
      if (room > 0) {
        sample.addAll(new DifferenceSample(sides, table, entries.differing(room)).read());
      }
    }
    return tally;
  }

  /** Rows that differ, by kind. */
  static final class Tally {
    long missing;
    long unexpected;
    long changed;

    void add(Tally other) {
      missing += other.missing;
      unexpected += other.unexpected;
      changed += other.changed;
    }
  }
}
