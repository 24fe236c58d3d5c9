package io.plimsoll.sidekick;

import java.sql.SQLException;

/**
 * Merges what one table of one shard must hold with what it holds; both come in key order. Records
 * with the same key are judged together, when the next key is seen: the one that is right counts,
 * the others are duplicates.
 */
final class TableAudit {
  private static final int ROWS_PER_REPORT = 10_000;

  private final SidekickSample sample;
  private final String shard;
  private final Table table;
  private final SidekickProgress progress;
  private final ShardRows must;
  private final Originals originals;
  private final TouchedAudit touched;
  private final Tally tally;

  private RowKey mustKey;
  private long copies;
  private boolean intact;
  private CopyRow altered;

  TableAudit(SidekickSample sample, TouchedAudit touched, Tally tally, SidekickProgress progress) {
    this.sample = sample;
    this.touched = touched;
    this.shard = tally.shard();
    this.table = tally.table();
    this.tally = tally;
    this.progress = progress;
    this.must = new ShardRows(sample, shard, table);
    this.originals = new Originals(sample, shard, table);
  }

  Tally compare(StoredRows stored) throws SQLException {
    long seen = 0;
    advance();
    while (stored.next()) {
      tally.found();
      while (mustKey != null && mustKey.compareTo(stored.key()) < 0) {
        settle();
      }
      if (stored.key().equals(mustKey)) {
        match(stored.row());
      } else {
        surprise(stored.row(), stored.key());
      }
      if (++seen % ROWS_PER_REPORT == 0) {
        ShardTasks.stopIfInterrupted();
        progress.advanced(shard, table.sqlName(), ROWS_PER_REPORT);
      }
    }
    while (mustKey != null) {
      settle();
    }
    touched.settle();
    progress.advanced(shard, table.sqlName(), seen % ROWS_PER_REPORT);
    return tally;
  }

  private void advance() {
    copies = 0;
    intact = false;
    altered = null;
    do {
      mustKey = must.next() ? table.keyOf(must.row()) : null;
    } while (mustKey != null && touched.decides(mustKey));
    if (mustKey != null) {
      tally.expected();
    }
  }

  private void match(CopyRow stored) {
    if (copies++ > 0) {
      tally.duplicated(stored);
    }
    if (stored.sameLine(must.row()) || touched.mayBe(mustKey, stored)) {
      intact = true;
    } else if (altered == null) {
      altered = stored.copy();
    }
  }

  private void settle() {
    if (copies == 0) {
      if (!touched.mayBeGone(mustKey)) {
        tally.lost(must.row());
      }
    } else if (!intact) {
      tally.altered(must.row(), altered);
    }
    advance();
  }

  private void surprise(CopyRow stored, RowKey key) {
    long account = key.account();
    if (touched.decides(key)) {
      touched.match(key, stored);
    } else if (sample.knows(account) && !sample.shardOf(account).equals(shard)) {
      tally.onWrongShard(stored, sample.shardOf(account));
    } else if (touched.mayBe(key, stored) || touched.mayBeAdded(stored)) {
      return;
    } else if (touched.isCopy(stored) || originals.have(stored, account)) {
      tally.duplicated(stored);
    } else {
      tally.unexpected(stored);
    }
  }
}
