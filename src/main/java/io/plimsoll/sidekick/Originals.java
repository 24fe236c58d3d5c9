package io.plimsoll.sidekick;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Tells a copy of a record from one nobody ever wrote, by content without identity. Made only when
 * a record turns up that should not be there; remembers one account's contents, or for accounts
 * themselves those of the shard, as eight bytes of SHA-256 each.
 */
final class Originals {
  private final SidekickSample sample;
  private final String shard;
  private final Table table;
  private final TableRows rows;
  private final CopyRow row = new CopyRow();
  private final MessageDigest digest = sha256();
  private long[] known = {};
  private long knownOf = -1;

  Originals(SidekickSample sample, String shard, Table table) {
    this.sample = sample;
    this.shard = shard;
    this.table = table;
    this.rows = table.rows(sample.seed());
  }

  /** Whether the record's account must hold a record with this content under another key. */
  boolean have(CopyRow record, long account) {
    long scope = table == Table.ACCOUNTS ? 0 : account;
    if (knownOf != scope) {
      known = table == Table.ACCOUNTS ? ofShard() : of(account);
      Arrays.sort(known);
      knownOf = scope;
    }
    return Arrays.binarySearch(known, hash(record)) >= 0;
  }

  private long[] of(long account) {
    if (!sample.knows(account)) {
      return new long[0];
    }
    var hashes = new long[rows.count(account)];
    for (int number = 0; number < hashes.length; number++) {
      row.clear();
      rows.write(row, account, number);
      row.close();
      hashes[number] = hash(row);
    }
    return hashes;
  }

  private long[] ofShard() {
    var hashes = new long[sample.accounts()];
    int count = 0;
    var all = new ShardRows(sample, shard, table);
    while (all.next()) {
      hashes[count++] = hash(all.row());
    }
    return Arrays.copyOf(hashes, count);
  }

  private long hash(CopyRow record) {
    int from = record.from(table.identityFields());
    digest.update(record.bytes(), from, record.length() - from);
    byte[] hash = digest.digest();
    long first = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      first = first << 8 | hash[i] & 0xFF;
    }
    return first;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
