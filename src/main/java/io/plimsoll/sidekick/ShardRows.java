package io.plimsoll.sidekick;

/** The records one table of one shard must hold, in key order; holds one of them at a time. */
final class ShardRows {
  private final SidekickSample sample;
  private final String shard;
  private final TableRows rows;
  private final CopyRow row = new CopyRow();
  private long account;
  private int number;
  private int count;

  ShardRows(SidekickSample sample, String shard, Table table) {
    this.sample = sample;
    this.shard = shard;
    this.rows = table.rows(sample.seed());
  }

  /** Moves to the next record; false behind the last. */
  boolean next() {
    number++;
    while (number >= count) {
      if (!nextAccount()) {
        return false;
      }
      count = rows.count(account);
      number = 0;
    }
    row.clear();
    rows.write(row, account, number);
    row.close();
    return true;
  }

  CopyRow row() {
    return row;
  }

  private boolean nextAccount() {
    while (account < sample.accounts()) {
      account++;
      if (sample.shardOf(account).equals(shard)) {
        return true;
      }
    }
    return false;
  }
}
