package io.plimsoll.cli;

import io.plimsoll.transfer.Pass;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** How far one pass of one stage is, over all its shards. */
final class Count {
  private static final double MILLIS = 1000.0;

  /** What is counted: rows moved in a pass, or rows compared after it. */
  record Work(Pass pass, boolean comparing) {
    String label() {
      String moving =
          switch (pass) {
            case SNAPSHOT -> "snapshot";
            case RESTORE -> "restore";
            case REHEARSAL -> "rehearsal";
            case COPY -> "copy";
          };
      return comparing ? "compare " + moving : moving;
    }
  }

  private final Work work;
  private final Instant begun;
  private Instant last;
  private long total;
  private long rows;

  Count(Work work, Instant begun) {
    this.work = work;
    this.begun = begun;
    this.last = begun;
  }

  Work work() {
    return work;
  }

  void total(long expected) {
    total = expected;
  }

  void add(long more, Instant now) {
    rows += more;
    last = now;
  }

  long rows() {
    return rows;
  }

  /** Empty when it is not known, or was known wrongly. */
  Optional<Long> total() {
    return total > 0 && total >= rows ? Optional.of(total) : Optional.empty();
  }

  double rowsPerSecond(Instant now) {
    return rows * MILLIS / Math.max(1, Duration.between(begun, now).toMillis());
  }

  private Optional<Duration> left(Instant now) {
    double rate = rowsPerSecond(now);
    return rate <= 0
        ? Optional.empty()
        : total().map(all -> Duration.ofMillis((long) ((all - rows) / rate * MILLIS)));
  }

  /** {@code copy: 1,200,000 of 4,000,000 rows (30 %), 210,000 rows/s, 13.3 s left}. */
  String line(Instant now) {
    String share =
        total()
            .map(all -> " of %s rows (%d %%)".formatted(Words.number(all), rows * 100 / all))
            .orElse(" rows");
    String left = left(now).map(d -> ", " + Words.duration(d) + " left").orElse("");
    return work.label() + ": " + Words.number(rows) + share + ", " + rate(now) + left;
  }

  /**
   * {@code copy: 4,000,000 rows in 19.0 s, 210,000 rows/s}; up to the last chunk, since a stage may
   * go on long after it. A rate over less than a second says nothing.
   */
  String sum() {
    Duration took = Duration.between(begun, last);
    String rate = took.toSeconds() > 0 ? ", " + rate(last) : "";
    return "%s: %s in %s%s"
        .formatted(work.label(), Words.count(rows, "row"), Words.duration(took), rate);
  }

  private String rate(Instant now) {
    return String.format(Locale.ROOT, "%,.0f rows/s", rowsPerSecond(now));
  }
}
