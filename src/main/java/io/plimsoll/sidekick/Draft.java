package io.plimsoll.sidekick;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Thinks up what the person at a phone writes. */
final class Draft {
  private static final long MICROS = 1_000_000;

  private final Draw draw;
  private final long account;

  Draft(Draw draw, long account) {
    this.draw = draw;
    this.account = account;
  }

  /** A new record, without mark and stamp; only an event has its key already. */
  Entry fresh() {
    PhoneTable table = draw.pick(PhoneTable.values());
    List<String> values =
        switch (table) {
          case CONTACTS ->
              Arrays.asList(name(), "{+1555" + digits() + "}", null, words(), "f", null);
          case EVENTS -> Arrays.asList(null, words(), instant(), null, "f", "Zürich HB", words());
          case TODOS -> Arrays.asList(words(), "f", null, String.valueOf(draw.below(10)));
        };
    return new Entry(table, account, table == PhoneTable.EVENTS ? uuid() : null, values, Mark.NONE);
  }

  /** The record with one field edited. */
  Entry edited(Entry entry) {
    int field = entry.table().editable().get(draw.below(entry.table().editable().size()));
    String value =
        switch (entry.table().fields().get(field)) {
          case "done", "favourite" -> "t".equals(entry.values().get(field)) ? "f" : "t";
          case "priority" -> String.valueOf(draw.below(10));
          case "name" -> name();
          default -> words();
        };
    return entry.with(field, value);
  }

  /** The record as it is written: with the write's mark, and a stamp behind the one it had. */
  static Entry stamped(Entry entry, Mark mark, Instant now) {
    PhoneTable table = entry.table();
    if (table.stamp() < 0) {
      return entry.withMark(mark);
    }
    String before = entry.values().get(table.stamp());
    String stamp =
        table == PhoneTable.EVENTS
            ? String.valueOf(
                Math.max(mark.version(), before == null ? 0 : Long.parseLong(before) + 1))
            : PgText.timestamp(new StringBuilder(), micros(now)).append("+00").toString();
    return entry.with(table.stamp(), stamp).withMark(mark);
  }

  <T> T anyOf(Iterable<T> things) {
    var all = new ArrayList<T>();
    things.forEach(all::add);
    return all.get(draw.below(all.size()));
  }

  private String words() {
    return Phrases.words(draw, new StringBuilder(), 1 + draw.below(6)).toString();
  }

  private String name() {
    return Phrases.name(draw, new StringBuilder()).toString();
  }

  private int digits() {
    return 1_000_000 + draw.below(8_999_999);
  }

  private String instant() {
    return PgText.timestamp(new StringBuilder(), Instants.any(draw)).append("+00").toString();
  }

  private String uuid() {
    long high = draw.next() & ~0xF000L | 0x4000;
    long low = draw.next() & ~(3L << 62) | 1L << 63;
    return PgText.uuid(new StringBuilder(), high, low).toString();
  }

  private static long micros(Instant at) {
    return at.getEpochSecond() * MICROS + at.getNano() / 1_000;
  }
}
