package io.plimsoll.transfer;

import java.time.Duration;

/**
 * How much one pass did in what time; the dry run predicts from it.
 *
 * @param bytes as streamed, before compression
 */
public record Throughput(long rows, long bytes, int chunks, Duration took) {
  private static final double NANOS_PER_SECOND = 1e9;

  public double bytesPerSecond() {
    return perSecond(bytes);
  }

  public double rowsPerSecond() {
    return perSecond(rows);
  }

  /** How long so many bytes take at this pace; zero when nothing was measured. */
  public Duration predict(long otherBytes) {
    return bytes == 0
        ? Duration.ZERO
        : Duration.ofNanos((long) ((double) otherBytes / bytes * took.toNanos()));
  }

  private double perSecond(long amount) {
    return amount * NANOS_PER_SECOND / Math.max(1, took.toNanos());
  }
}
