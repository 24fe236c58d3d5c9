package io.plimsoll.sidekick;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Counts what the audit of one table of one shard finds; one thread's own until it is added up. */
final class Tally {
  private static final int SHOWN_CHARS = 160;

  private final SidekickSample sample;
  private final String shard;
  private final Table table;
  private final int samples;
  private final long[] records = new long[Difference.Kind.values().length];
  private final long[] shown = new long[Difference.Kind.values().length];
  private final long[] fields;
  private final BitSet affected = new BitSet();
  private final List<Difference> differences = new ArrayList<>();
  private long expected;
  private long found;

  Tally(AuditRequest request, String shard, Table table) {
    this.sample = request.sample();
    this.shard = shard;
    this.table = table;
    this.samples = request.samples();
    this.fields = new long[table.columns().size()];
  }

  String shard() {
    return shard;
  }

  Table table() {
    return table;
  }

  void expected() {
    expected++;
  }

  void found() {
    found++;
  }

  void lost(CopyRow record) {
    count(Difference.Kind.LOST, record);
    if (room(Difference.Kind.LOST)) {
      show(Difference.Kind.LOST, record, "", line(record), null);
    }
  }

  void altered(CopyRow must, CopyRow is) {
    count(Difference.Kind.ALTERED, must);
    for (int field = 0; field < fields.length; field++) {
      if (!must.sameField(is, field)) {
        fields[field]++;
        if (room(Difference.Kind.ALTERED)) {
          String name = table.columns().get(field);
          show(Difference.Kind.ALTERED, must, name, cut(must.value(field)), cut(is.value(field)));
        }
      }
    }
  }

  /** A record of which only the ledger knows; nothing is left of it. */
  void lost(long account, String key, String must) {
    count(Difference.Kind.LOST, account);
    if (room(Difference.Kind.LOST)) {
      show(Difference.Kind.LOST, new Key(account, key), "", must, null);
    }
  }

  /** Another row than the phone was told is stored. */
  void alteredSince(CopyRow is, String must, String found) {
    count(Difference.Kind.ALTERED, is);
    if (room(Difference.Kind.ALTERED)) {
      show(Difference.Kind.ALTERED, is, "record", must, found + ": " + line(is));
    }
  }

  void resurrected(CopyRow record, String after) {
    count(Difference.Kind.RESURRECTED, record);
    if (room(Difference.Kind.RESURRECTED)) {
      show(Difference.Kind.RESURRECTED, record, "", after, line(record));
    }
  }

  void duplicated(CopyRow record) {
    count(Difference.Kind.DUPLICATED, record);
    if (room(Difference.Kind.DUPLICATED)) {
      show(Difference.Kind.DUPLICATED, record, "", null, line(record));
    }
  }

  void unexpected(CopyRow record) {
    count(Difference.Kind.UNEXPECTED, record);
    if (room(Difference.Kind.UNEXPECTED)) {
      show(Difference.Kind.UNEXPECTED, record, "", null, line(record));
    }
  }

  void onWrongShard(CopyRow record, String home) {
    count(Difference.Kind.WRONG_SHARD, record);
    if (room(Difference.Kind.WRONG_SHARD)) {
      show(Difference.Kind.WRONG_SHARD, record, "", home, shard);
    }
  }

  /** Adds up the tallies of all shards; the sample keeps their order. */
  static AuditResult sum(
      AuditRequest request, List<Tally> tallies, Optional<AuditResult.Written> written) {
    var affected = new BitSet();
    tallies.forEach(tally -> affected.or(tally.affected));
    var compared =
        new AuditResult.Records(
            request.sample().accounts(),
            tallies.stream().mapToLong(tally -> tally.expected).sum(),
            tallies.stream().mapToLong(tally -> tally.found).sum(),
            written);
    return new AuditResult(
        compared,
        affected.cardinality(),
        totals(tallies),
        fields(tallies),
        shown(request, tallies));
  }

  private static List<AuditResult.Total> totals(List<Tally> tallies) {
    var totals = new ArrayList<AuditResult.Total>();
    for (Difference.Kind kind : Difference.Kind.values()) {
      for (Table table : Table.values()) {
        long sum =
            tallies.stream()
                .filter(tally -> tally.table == table)
                .mapToLong(tally -> tally.records[kind.ordinal()])
                .sum();
        if (sum > 0) {
          totals.add(new AuditResult.Total(kind, table.sqlName(), sum));
        }
      }
    }
    return totals;
  }

  private static List<AuditResult.FieldTotal> fields(List<Tally> tallies) {
    var totals = new ArrayList<AuditResult.FieldTotal>();
    for (Table table : Table.values()) {
      for (int i = 0; i < table.columns().size(); i++) {
        int field = i;
        long sum =
            tallies.stream()
                .filter(tally -> tally.table == table)
                .mapToLong(tally -> tally.fields[field])
                .sum();
        if (sum > 0) {
          totals.add(new AuditResult.FieldTotal(table.sqlName(), table.columns().get(field), sum));
        }
      }
    }
    return totals;
  }

  private static List<Difference> shown(AuditRequest request, List<Tally> tallies) {
    var shown = new ArrayList<Difference>();
    for (Difference.Kind kind : Difference.Kind.values()) {
      tallies.stream()
          .flatMap(tally -> tally.differences.stream())
          .filter(difference -> difference.kind() == kind)
          .limit(request.samples())
          .forEach(shown::add);
    }
    return shown;
  }

  private void count(Difference.Kind kind, CopyRow record) {
    count(kind, account(record));
  }

  private void count(Difference.Kind kind, long account) {
    records[kind.ordinal()]++;
    if (sample.knows(account)) {
      affected.set((int) account);
    }
  }

  private record Key(long account, String key) {}

  private void show(Difference.Kind kind, CopyRow record, String field, String must, String is) {
    var key = new Key(account(record), cut(record.value(table.keyField())));
    show(kind, key, field, must, is);
  }

  private void show(Difference.Kind kind, Key key, String field, String must, String is) {
    var place = new Difference.Place(shard, table.sqlName(), key.account(), key.key());
    differences.add(new Difference(kind, place, field, must, is));
    shown[kind.ordinal()]++;
  }

  private boolean room(Difference.Kind kind) {
    return shown[kind.ordinal()] < samples;
  }

  private static long account(CopyRow record) {
    return record.isNull(Table.OWNER) ? 0 : record.longValue(Table.OWNER);
  }

  private static String line(CopyRow record) {
    return cut(new String(record.bytes(), 0, record.length() - 1, StandardCharsets.UTF_8));
  }

  /** Text is cut between code points, and says so. */
  private static String cut(String text) {
    if (text == null || text.length() <= SHOWN_CHARS) {
      return text;
    }
    int end =
        Character.isHighSurrogate(text.charAt(SHOWN_CHARS - 1)) ? SHOWN_CHARS - 1 : SHOWN_CHARS;
    return text.substring(0, end) + "… (" + text.length() + " characters)";
  }
}
