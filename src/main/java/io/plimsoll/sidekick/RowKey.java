package io.plimsoll.sidekick;

import java.util.Arrays;

/** A record's place in the order both sides of the audit are read in; bytes compare unsigned. */
record RowKey(long account, long number, byte[] bytes) implements Comparable<RowKey> {
  private static final byte[] NONE = {};
  private static final byte[] BEHIND_ALL_TEXT = {(byte) 0xFF};

  static RowKey of(long account, long number) {
    return new RowKey(account, number, NONE);
  }

  static RowKey of(long account, byte[] bytes) {
    return new RowKey(account, 0, bytes);
  }

  /** Where PostgreSQL puts a key that is NULL. */
  static RowKey last(long account) {
    return new RowKey(account, Long.MAX_VALUE, BEHIND_ALL_TEXT);
  }

  @Override
  public int compareTo(RowKey other) {
    int order = Long.compare(account, other.account);
    if (order == 0) {
      order = Long.compare(number, other.number);
    }
    return order == 0 ? Arrays.compareUnsigned(bytes, other.bytes) : order;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowKey key && compareTo(key) == 0;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes) + 31 * Long.hashCode(account + 31 * number);
  }
}
