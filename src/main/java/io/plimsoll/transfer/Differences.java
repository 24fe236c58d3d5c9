package io.plimsoll.transfer;

import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import java.util.List;

/**
 * How two sides of one object differ: the exact number of rows and a bounded sample. Values are
 * never part of it, only keys and column names.
 *
 * @param missing rows on the source only
 * @param unexpected rows on the target only
 * @param changed rows whose key is on both sides with other content
 */
public record Differences(
    ShardId shard,
    ObjectName object,
    long missing,
    long unexpected,
    long changed,
    List<Sample> sample) {

  public long total() {
    return missing + unexpected + changed;
  }

  public enum Kind {
    MISSING,
    UNEXPECTED,
    CHANGED
  }

  /**
   * @param key {@code id=42}; the whole row's hash where the object has no key
   * @param columns the differing ones; empty unless changed
   */
  public record Sample(Kind kind, String key, List<String> columns) {}
}
