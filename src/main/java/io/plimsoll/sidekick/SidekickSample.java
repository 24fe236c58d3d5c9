package io.plimsoll.sidekick;

import java.util.HashSet;
import java.util.List;

/**
 * Everything that decides what the service holds: equal samples mean byte-identical content.
 * Account ids run from 1 to {@code accounts}; an account lives on the shard its id hashes to.
 */
public record SidekickSample(long seed, int accounts, List<String> shards) {
  private static final int MAX_SHARDS = 1_024;

  public SidekickSample {
    shards = List.copyOf(shards);
    if (accounts < 0) {
      throw new IllegalArgumentException("accounts must not be negative: " + accounts);
    }
    if (shards.isEmpty() || shards.size() > MAX_SHARDS) {
      throw new IllegalArgumentException("shards must number 1 to " + MAX_SHARDS);
    }
    if (new HashSet<>(shards).size() != shards.size()) {
      throw new IllegalArgumentException("shards are named twice: " + shards);
    }
  }

  /** Four shards, {@code s00} to {@code s03}. */
  public static SidekickSample of(long seed, int accounts) {
    return new SidekickSample(seed, accounts, List.of("s00", "s01", "s02", "s03"));
  }

  /** The shard an account lives on; depends on the id and the number of shards only. */
  public String shardOf(long account) {
    return shards.get(shardIndex(account));
  }

  /**
   * How many records all accounts hold together, all tables counted; takes about a second per
   * million accounts.
   */
  public long records() {
    long records = 0;
    for (Table table : Table.values()) {
      TableRows rows = table.rows(seed);
      for (long account = 1; account <= accounts; account++) {
        records += rows.count(account);
      }
    }
    return records;
  }

  boolean knows(long account) {
    return account >= 1 && account <= accounts;
  }

  private int shardIndex(long account) {
    return (int) Long.remainderUnsigned(Draw.mix(account), shards.size());
  }
}
