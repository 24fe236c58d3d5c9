package io.plimsoll.transfer;

import io.plimsoll.common.Verdict;
import io.plimsoll.store.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The verifier's test of itself, in every run: damages copies of what was measured, one error at a
 * time, and lets the ordinary comparison find it. The errors are those that counting or plain sums
 * would miss, computed from row hashes that were really read.
 */
final class SeededErrors {
  /** Twice each kind. */
  static final int INJECTED = 8;

  private enum Kind {
    ROW_LOST,
    ROW_DUPLICATED,
    VALUE_CHANGED,
    ONE_LOST_ONE_DUPLICATED
  }

  private final long seed;
  private final Random random;

  SeededErrors(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /**
   * @param pairs as measured; left as they are
   * @param rows one-row fingerprints of rows that were read, possibly none in an empty shard
   */
  Verification.SelfCheck run(List<ChunkPair> pairs, List<Fingerprint> rows) {
    List<ChunkPair> equal = pairs.stream().filter(p -> p.verdict() == Verdict.EQUAL).toList();
    if (equal.isEmpty()) {
      return new Verification.SelfCheck(0, 0, seed);
    }
    int found = 0;
    for (int i = 0; i < INJECTED; i++) {
      ChunkPair victim = equal.get(random.nextInt(equal.size()));
      Kind kind = Kind.values()[i % Kind.values().length];
      if (exactlyOneMoreDiffers(pairs, victim, damage(victim.target().orElseThrow(), kind, rows))) {
        found++;
      }
    }
    return new Verification.SelfCheck(INJECTED, found, seed);
  }

  private static boolean exactlyOneMoreDiffers(
      List<ChunkPair> pairs, ChunkPair victim, Fingerprint damaged) {
    var trial = new ArrayList<>(pairs);
    trial.set(pairs.indexOf(victim), victim.withTarget(damaged));
    return differing(trial) == differing(pairs) + 1;
  }

  private static long differing(List<ChunkPair> pairs) {
    return Comparison.differing(pairs).size();
  }

  private Fingerprint damage(Fingerprint target, Kind kind, List<Fingerprint> rows) {
    Fingerprint one = row(rows, target.encoding());
    return switch (kind) {
      case ROW_LOST -> target.plus(negative(one));
      case ROW_DUPLICATED -> target.plus(one);
      case VALUE_CHANGED -> target.plus(negative(one)).plus(invented(target.encoding()));
      case ONE_LOST_ONE_DUPLICATED -> {
        Fingerprint other = row(rows, target.encoding());
        Fingerprint twice = other.matches(one) ? invented(target.encoding()) : other;
        yield target.plus(negative(one)).plus(twice);
      }
    };
  }

  private Fingerprint row(List<Fingerprint> rows, String encoding) {
    List<Fingerprint> usable = rows.stream().filter(r -> r.encoding().equals(encoding)).toList();
    return usable.isEmpty() ? invented(encoding) : usable.get(random.nextInt(usable.size()));
  }

  private Fingerprint invented(String encoding) {
    return new Fingerprint(1, random.nextLong(), random.nextLong() | 1, encoding);
  }

  /** What takes a row away again: sum and count in two's complement. */
  private static Fingerprint negative(Fingerprint row) {
    long low = -row.low();
    long high = ~row.high() + (low == 0 ? 1 : 0);
    return new Fingerprint(-row.rows(), high, low, row.encoding());
  }
}
