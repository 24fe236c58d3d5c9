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
  private final Tally tally;

  private RowKey mustKey;
  private long copies;
  private boolean intact;
  private CopyRow altered;

  TableAudit(AuditRequest request, String shard, Table table, SidekickProgress progress) {
    this.sample = request.sample();
    this.shard = shard;
    this.table = table;
    this.progress = progress;
    this.must = new ShardRows(sample, shard, table);
    this.originals = new Originals(sample, shard, table);
    this.tally = new Tally(request, shard, table);
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
        surprise(stored.row(), stored.key().account());
      }
      if (++seen % ROWS_PER_REPORT == 0) {
        ShardTasks.stopIfInterrupted();
        progress.advanced(shard, table.sqlName(), ROWS_PER_REPORT);
      }
    }
    while (mustKey != null) {
      settle();
    }
    progress.advanced(shard, table.sqlName(), seen % ROWS_PER_REPORT);
    return tally;
  }

  private void advance() {
    copies = 0;
    intact = false;
    altered = null;
    mustKey = must.next() ? table.keyOf(must.row()) : null;
    if (mustKey != null) {
      tally.expected();
    }
  }

  private void match(CopyRow stored) {
    if (copies++ > 0) {
      tally.duplicated(stored);
    }
    if (stored.sameLine(must.row())) {
      intact = true;
    } else if (altered == null) {
      altered = stored.copy();
    }
  }

  private void settle() {
    if (copies == 0) {
      tally.lost(must.row());
    } else if (!intact) {
      tally.altered(must.row(), altered);
    }
    advance();
  }

  private void surprise(CopyRow stored, long account) {
    if (sample.knows(account) && !sample.shardOf(account).equals(shard)) {
      tally.onWrongShard(stored, sample.shardOf(account));
    } else if (originals.have(stored, account)) {
      tally.duplicated(stored);
    } else {
      tally.unexpected(stored);
    }
  }
}
