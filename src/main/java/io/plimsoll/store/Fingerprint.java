package io.plimsoll.store;

/**
 * Count and 128-bit sum of row hashes (mod 2^128): order-free, and additive over chunks. It guards
 * against accidents, not malice.
 *
 * @param high and low: the sum, unsigned
 * @param encoding what was hashed and how; only equal encodings can be compared
 */
public record Fingerprint(long rows, long high, long low, String encoding) {

  public static Fingerprint empty(String encoding) {
    return new Fingerprint(0, 0, 0, encoding);
  }

  public Fingerprint plus(Fingerprint other) {
    requireSameEncoding(other);
    long sum = low + other.low;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    return new Fingerprint(rows + other.rows, high + other.high + carry, sum, encoding);
  }

  /** Equal content, as far as 128 bits can tell; refuses to compare different encodings. */
  public boolean matches(Fingerprint other) {
    requireSameEncoding(other);
    return rows == other.rows && high == other.high && low == other.low;
  }

  private void requireSameEncoding(Fingerprint other) {
    if (!encoding.equals(other.encoding)) {
      throw new IllegalStateException(
          "fingerprints of different encodings cannot be compared: "
              + encoding
              + " and "
              + other.encoding);
    }
  }

  /** {@code 1204 rows 9f0c…}, the sum in 32 hex digits. */
  public String text() {
    return "%d rows %s".formatted(rows, sum());
  }

  /** The sum in 32 hex digits. */
  public String sum() {
    return "%016x%016x".formatted(high, low);
  }
}
