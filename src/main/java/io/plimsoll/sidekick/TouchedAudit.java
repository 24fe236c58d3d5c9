package io.plimsoll.sidekick;

import io.plimsoll.sidekick.LedgerLine.Content;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges the records of one table of one shard that phones wrote: each must stand as last
 * acknowledged, or as one of the writes behind that which nobody answered.
 */
final class TouchedAudit {
  private final Map<RowKey, LedgerBook.Touched> touched;
  private final Map<Long, Integer> keyless = new HashMap<>();
  private final Set<Long> contents = new HashSet<>();
  private final Set<RowKey> seen = new HashSet<>();
  private final Optional<PhoneTable> form;
  private final Table table;
  private final Tally tally;

  TouchedAudit(LedgerBook book, String shard, Table table, Tally tally) {
    this.touched = book.touched(shard, table);
    this.table = table;
    this.tally = tally;
    this.form = PhoneTable.of(table);
    book.keyless(shard, table)
        .forEach(line -> keyless.merge(line.content().digest(), 1, Integer::sum));
    for (LedgerBook.Touched record : touched.values()) {
      if (record.last() != null && !record.last().deletes()) {
        contents.add(record.last().digest());
      }
    }
  }

  /** Whether the ledger, not the sample, says how this record must be. */
  boolean decides(RowKey key) {
    LedgerBook.Touched record = touched.get(key);
    return record != null && record.last() != null;
  }

  /** Whether a write nobody answered would have left exactly this. */
  boolean mayBe(RowKey key, CopyRow row) {
    LedgerBook.Touched record = touched.get(key);
    if (record != null) {
      long digest = digest(row);
      for (Content open : record.open()) {
        if (!open.deletes() && open.digest() == digest) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a deletion nobody answered may have happened. */
  boolean mayBeGone(RowKey key) {
    LedgerBook.Touched record = touched.get(key);
    if (record != null) {
      for (Content open : record.open()) {
        if (open.deletes()) {
          return true;
        }
      }
    }
    return false;
  }

  /** An addition nobody answered, whose key only the service knows; explains one record only. */
  boolean mayBeAdded(CopyRow row) {
    Integer left = keyless.get(digest(row));
    if (left == null || left == 0) {
      return false;
    }
    keyless.put(digest(row), left - 1);
    return true;
  }

  /** Whether it is a record some phone wrote, once more under another key. */
  boolean isCopy(CopyRow row) {
    return contents.contains(digest(row));
  }

  void match(RowKey key, CopyRow row) {
    LedgerBook.Touched record = touched.get(key);
    if (!seen.add(key)) {
      tally.duplicated(row);
    } else if (mayBe(key, row)) {
      return;
    } else if (record.last().deletes()) {
      if (!mayBeAdded(row)) {
        tally.resurrected(row, "deletion " + record.last().version());
      }
    } else if (record.last().digest() != digest(row)) {
      tally.alteredSince(row, version(record.last()), foundVersion(row));
    }
  }

  /** Behind the last stored record: those that never came. */
  void settle() {
    touched.forEach(
        (key, record) -> {
          if (record.last() == null || record.last().deletes()) {
            return;
          }
          tally.expected();
          if (!seen.contains(key) && !mayBeGone(key)) {
            tally.lost(key.account(), record.key(), version(record.last()));
          }
        });
  }

  private long digest(CopyRow row) {
    return RowDigest.of(row, table == Table.ACCOUNTS ? 1 : 2);
  }

  private static String version(Content content) {
    return "version " + content.version() + " as acknowledged";
  }

  private String foundVersion(CopyRow row) {
    long version =
        form.map(it -> Entry.read(it, row).version())
            .orElseGet(() -> AccountEntry.read(row).epoch());
    return "version " + version;
  }
}
