package io.plimsoll.sidekick;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * One record as a phone holds it. Values stand as the server prints them, in the order of {@link
 * PhoneTable#fields}, the mark taken out of its field; the key is null until the service gives one.
 */
record Entry(PhoneTable table, long account, String key, List<String> values, Mark mark) {
  Entry {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** Which record of the account it is. */
  record Id(PhoneTable table, String key) {}

  static Entry read(PhoneTable table, CopyRow row) {
    var values = new String[table.fields().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.value(i + 2);
    }
    Mark mark = Mark.in(values[table.mark()]);
    values[table.mark()] = Mark.without(values[table.mark()]);
    return new Entry(table, row.longValue(Table.OWNER), row.value(1), Arrays.asList(values), mark);
  }

  Id id() {
    return new Id(table, key);
  }

  long version() {
    return mark.version();
  }

  Entry withKey(String given) {
    return new Entry(table, account, given, values, mark);
  }

  Entry withMark(Mark other) {
    return new Entry(table, account, key, values, other);
  }

  Entry with(int field, String value) {
    var changed = new ArrayList<>(values);
    changed.set(field, value);
    return new Entry(table, account, key, changed, mark);
  }

  /** The values as they are stored: the mark stands behind its field. */
  List<String> stored() {
    var stored = new ArrayList<>(values);
    stored.set(table.mark(), mark.behind(values.get(table.mark())));
    return stored;
  }

  /** Of the whole row but its key, as the audit will read it. */
  long digest() {
    var row = new CopyRow();
    row.number(account).text("");
    stored().forEach(row::text);
    row.close();
    return RowDigest.of(row, 2);
  }
}
