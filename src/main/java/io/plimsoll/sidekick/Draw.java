package io.plimsoll.sidekick;

/**
 * A random stream (SplitMix64) that can start anywhere: at a record, known by its table, account
 * and number. So any record can be made again without making those before it.
 */
final class Draw {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private final long origin;
  private long state;

  Draw(long seed, int stream) {
    this.origin = mix(mix(seed) + stream * STEP);
  }

  /** Starts the stream of one record; {@code number} −1 is the account itself. */
  Draw at(long account, int number) {
    state = mix(mix(origin + account * STEP) + number * STEP);
    return this;
  }

  long next() {
    state += STEP;
    return mix(state);
  }

  /** 0 to {@code bound} − 1. */
  int below(int bound) {
    return (int) ((next() >>> 32) * bound >>> 32);
  }

  /** {@code from} to {@code to}, both included. */
  long between(long from, long to) {
    return from + Long.remainderUnsigned(next(), to - from + 1);
  }

  boolean oneIn(int times) {
    return below(times) == 0;
  }

  <T> T pick(T[] values) {
    return values[below(values.length)];
  }

  /**
   * Few large, many small: a Pareto tail, whose floor is zero. {@code StrictMath}, because the same
   * seed has to give the same bytes on every machine.
   */
  int zipf(double scale, int most) {
    double unit = ((next() >>> 11) + 1) * 0x1.0p-53;
    return (int) Math.min(most, scale * (StrictMath.pow(unit, -1 / 1.3) - 0.6));
  }

  static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
