package io.plimsoll.sidekick;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The five tables of a shard: their columns in the order both the loader and the auditor use. */
enum Table {
  ACCOUNTS(
      "accounts",
      "id",
      List.of("id"),
      List.of("email", "name", "created_at", "locale", "quota_bytes", "balance", "settings"),
      List.of()),
  CONTACTS(
      "contacts",
      "id",
      List.of("account_id", "id"),
      List.of("name", "phones", "email", "note", "favourite", "updated_at"),
      List.of()),
  EVENTS(
      "events",
      "id",
      List.of("account_id", "id", "revision"),
      List.of("title", "starts_at", "ends_at", "all_day", "location", "notes"),
      List.of()),
  TODOS(
      "todos",
      "number",
      List.of("account_id", "number"),
      List.of("title", "done", "due", "priority"),
      List.of()),
  PHOTOS(
      "photos",
      "key",
      List.of("account_id", "key"),
      List.of("bytes", "taken_at", "sha256", "width", "height", "latitude", "longitude"),
      List.of("pixels"));

  /** Every row names its account in the first field. */
  static final int OWNER = 0;

  private final String sqlName;
  private final String key;
  private final List<String> identity;
  private final List<String> written;
  private final List<String> columns;

  Table(
      String sqlName,
      String key,
      List<String> identity,
      List<String> content,
      List<String> generated) {
    this.sqlName = sqlName;
    this.key = key;
    this.identity = identity;
    this.written = joined(identity, content);
    this.columns = joined(written, generated);
  }

  String sqlName() {
    return sqlName;
  }

  static Table named(String sqlName) {
    return Stream.of(values())
        .filter(table -> table.sqlName.equals(sqlName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no table " + sqlName));
  }

  /** All columns, those the server generates last. */
  List<String> columns() {
    return columns;
  }

  /** The columns a client writes: the first ones of {@link #columns}. */
  List<String> written() {
    return written;
  }

  /** How many leading columns say which record it is, not what it holds. */
  int identityFields() {
    return identity.size();
  }

  int keyField() {
    return columns.indexOf(key);
  }

  /** Where a row stands: by account, then by key. The row has to carry all identity fields. */
  RowKey keyOf(CopyRow row) {
    long owner = row.isNull(OWNER) ? Long.MAX_VALUE : row.longValue(OWNER);
    int field = keyField();
    if (row.isNull(field)) {
      return RowKey.last(owner);
    }
    return switch (this) {
      case ACCOUNTS, CONTACTS, TODOS -> RowKey.of(owner, row.longValue(field));
      case EVENTS, PHOTOS -> RowKey.of(owner, row.raw(field));
    };
  }

  /** The place of a record known by the text of its key. */
  RowKey keyOf(long owner, String text) {
    return switch (this) {
      case ACCOUNTS, CONTACTS, TODOS -> RowKey.of(owner, Long.parseLong(text));
      case EVENTS, PHOTOS -> RowKey.of(owner, text.getBytes(StandardCharsets.UTF_8));
    };
  }

  /** The order of {@link RowKey}, whatever collation the column has. */
  String order() {
    return switch (this) {
      case ACCOUNTS -> "id";
      case CONTACTS, EVENTS -> "account_id, id";
      case TODOS -> "account_id, number";
      case PHOTOS -> "account_id, key COLLATE \"C\"";
    };
  }

  /** What this table holds, record by record, for one thread. */
  TableRows rows(long seed) {
    var draw = new Draw(seed, ordinal());
    return switch (this) {
      case ACCOUNTS -> new AccountRows(draw);
      case CONTACTS -> new ContactRows(draw);
      case EVENTS -> new EventRows(draw);
      case TODOS -> new TodoRows(draw);
      case PHOTOS -> new PhotoRows(draw);
    };
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
