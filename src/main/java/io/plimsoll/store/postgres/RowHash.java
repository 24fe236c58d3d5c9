package io.plimsoll.store.postgres;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import io.plimsoll.store.Fingerprint;

/**
 * XXH3-128 of whole rows, summed mod 2^128.
 *
 * <p>The sum does not depend on the order of the rows and can be added over chunks. Because the key
 * is inside the hashed bytes, the same values under other keys are other hashes; because it is a
 * sum and not an exclusive-or, two equal rows do not cancel out. The seed makes sums of two runs
 * incomparable, so that no pair of rows collides in all of them. It guards against accidents, not
 * malice.
 */
final class RowHash {
  private final Hasher128 hasher;
  private long high;
  private long low;
  private long sumHigh;
  private long sumLow;
  private long rows;

  RowHash(long seed) {
    this.hasher = Hashing.xxh3_128(seed);
  }

  /** Hashes one row and adds it to the sum. */
  void add(byte[] bytes, int offset, int length) {
    HashValue128 hash = hasher.hashBytesTo128Bits(bytes, offset, length);
    high = hash.getMostSignificantBits();
    low = hash.getLeastSignificantBits();
    sumLow += low;
    long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
    sumHigh += high + carry;
    rows++;
  }

  /** Of the row added last. */
  long high() {
    return high;
  }

  /** Of the row added last. */
  long low() {
    return low;
  }

  Fingerprint fingerprint(String encoding) {
    return new Fingerprint(rows, sumHigh, sumLow, encoding);
  }
}
