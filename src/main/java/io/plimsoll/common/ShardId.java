package io.plimsoll.common;

import java.util.regex.Pattern;

/**
 * Names one shard, e.g. {@code s03}; the unit that is moved, cut over and rolled back as a whole.
 */
public record ShardId(String value) implements Comparable<ShardId> {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,19}");

  public ShardId {
    Names.require(SHAPE, value, "a shard name");
  }

  @Override
  public int compareTo(ShardId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
