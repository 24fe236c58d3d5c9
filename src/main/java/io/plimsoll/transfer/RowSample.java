package io.plimsoll.transfer;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.RowView;
import io.plimsoll.store.StoreException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Reads one small chunk row by row and adds its hashes up by other means: a second implementation
 * that must agree with the fingerprint, and the rows from which seeded errors are made.
 */
final class RowSample {
  private static final int ROWS = 4;

  /** Of so many chunks drawn at random the smallest is read. */
  private static final int DRAWN = 3;

  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(128);

  private final ConsistentView view;
  private final Random random;
  private final List<Finding> findings = new ArrayList<>();

  RowSample(ConsistentView view, long seed) {
    this.view = view;
    this.random = new Random(seed);
  }

  /** Fingerprints of single rows, at most {@value #ROWS}; none when there is no row to read. */
  List<Fingerprint> of(List<ChunkPair> pairs) {
    Optional<ChunkPair> chosen = choose(pairs);
    if (chosen.isEmpty()) {
      return List.of();
    }
    Chunk chunk = chosen.get().chunk();
    Fingerprint stated = chosen.get().target().orElseThrow();
    var sums = new Sums(stated.encoding());
    try (ConsistentView.ChunkReader reader = view.reader()) {
      reader.rows(chunk, sums::add);
    } catch (StoreException e) {
      findings.add(finding(chunk, "could not be read row by row: " + e.getMessage()));
      return List.of();
    }
    if (sums.rows != stated.rows() || !sums.hex().equals(stated.sum())) {
      findings.add(
          finding(
              chunk,
              "row by row it is %d rows %s, its fingerprint says %s"
                  .formatted(sums.rows, sums.hex(), stated.text())));
    }
    return sums.sample;
  }

  List<Finding> findings() {
    return findings;
  }

  private Optional<ChunkPair> choose(List<ChunkPair> pairs) {
    List<ChunkPair> filled =
        pairs.stream().filter(p -> p.target().filter(t -> t.rows() > 0).isPresent()).toList();
    var drawn = new ArrayList<ChunkPair>();
    for (int i = 0; i < DRAWN && !filled.isEmpty(); i++) {
      drawn.add(filled.get(random.nextInt(filled.size())));
    }
    return drawn.stream().min(Comparator.comparingLong(p -> p.target().orElseThrow().rows()));
  }

  private static Finding finding(Chunk chunk, String message) {
    return Finding.blocking(
        GuardId.F31,
        "second-reading-disagrees",
        chunk.object() + " chunk " + chunk.number(),
        message,
        "Do not trust this program's verdicts; report it.");
  }

  private final class Sums {
    private final String encoding;
    private final List<Fingerprint> sample = new ArrayList<>();
    private BigInteger sum = BigInteger.ZERO;
    private long rows;

    Sums(String encoding) {
      this.encoding = encoding;
    }

    void add(RowView row) {
      rows++;
      sum = sum.add(new BigInteger(hex(row.hashHigh(), row.hashLow()), 16));
      if (rows % 1024 == 0) {
        sum = sum.mod(MODULUS);
      }
      keep(new Fingerprint(1, row.hashHigh(), row.hashLow(), encoding));
    }

    /** Every row is kept with the same probability. */
    private void keep(Fingerprint row) {
      if (sample.size() < ROWS) {
        sample.add(row);
      } else if (random.nextDouble() * rows < ROWS) {
        sample.set(random.nextInt(ROWS), row);
      }
    }

    String hex() {
      BigInteger reduced = sum.mod(MODULUS);
      return hex(reduced.shiftRight(Long.SIZE).longValue(), reduced.longValue());
    }

    private static String hex(long high, long low) {
      return "%016x%016x".formatted(high, low);
    }
  }
}
