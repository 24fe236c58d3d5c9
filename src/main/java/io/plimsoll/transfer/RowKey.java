package io.plimsoll.transfer;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import io.plimsoll.store.RowView;
import io.plimsoll.store.TableInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * How rows of one object are told apart: by their key's columns, or by the whole row where there is
 * no key.
 *
 * @param columns positions of the key's columns; empty without a key
 */
record RowKey(List<String> names, int[] columns) {
  private static final Hasher128 HASHER = Hashing.xxh3_128();

  /** 128 bits of a key: two keys with the same hash are taken for one. */
  record KeyHash(long high, long low) {}

  static RowKey of(TableInfo table) {
    List<String> all = table.columns().stream().map(TableInfo.Column::name).toList();
    List<String> names = table.key().map(TableInfo.Key::columns).orElse(List.of());
    return new RowKey(names, names.stream().mapToInt(all::indexOf).toArray());
  }

  boolean present() {
    return columns.length > 0;
  }

  KeyHash hash(RowView row) {
    if (!present()) {
      return new KeyHash(row.hashHigh(), row.hashLow());
    }
    if (columns.length == 1) {
      return column(row, columns[0]);
    }
    var stream = HASHER.hashStream();
    for (int column : columns) {
      KeyHash part = column(row, column);
      stream.putLong(part.high()).putLong(part.low());
    }
    return of(stream.get());
  }

  /** Hash of one column's value; NULL is different from every value. */
  static KeyHash column(RowView row, int column) {
    int length = row.length(column);
    return length < 0
        ? new KeyHash(0, 0)
        : of(HASHER.hashBytesTo128Bits(row.buffer(), row.offset(column), length));
  }

  private static KeyHash of(HashValue128 hash) {
    return new KeyHash(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
  }

  /** {@code id=42}; the row's hash where there is no key. */
  String text(RowView row) {
    if (!present()) {
      return "row %016x%016x".formatted(row.hashHigh(), row.hashLow());
    }
    var parts = new ArrayList<String>();
    for (int i = 0; i < columns.length; i++) {
      parts.add(names.get(i) + "=" + row.text(columns[i]));
    }
    return String.join(", ", parts);
  }
}
