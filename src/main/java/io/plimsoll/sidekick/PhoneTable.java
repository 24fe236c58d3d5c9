package io.plimsoll.sidekick;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tables a phone writes: where the mark goes, what is a mere stamp of the write, and what
 * people edit.
 */
enum PhoneTable {
  /** The service hands out the id: the phone learns it from the reply, or by its mark. */
  CONTACTS(Table.CONTACTS, "note", "updated_at", List.of("name", "email", "note", "favourite")),
  /** The phone makes the uuid. */
  EVENTS(Table.EVENTS, "notes", "revision", List.of("title", "location", "notes")),
  /** The service numbers them within the account. */
  TODOS(Table.TODOS, "title", "", List.of("title", "done", "priority"));

  private final Table table;
  private final List<String> fields;
  private final int mark;
  private final int stamp;
  private final List<Integer> editable;

  PhoneTable(Table table, String mark, String stamp, List<String> editable) {
    this.table = table;
    this.fields = table.written().subList(2, table.written().size());
    this.mark = fields.indexOf(mark);
    this.stamp = fields.indexOf(stamp);
    this.editable = editable.stream().map(fields::indexOf).toList();
  }

  /** Empty for tables a phone does not write record by record. */
  static Optional<PhoneTable> of(Table table) {
    return Stream.of(values()).filter(it -> it.table == table).findFirst();
  }

  Table table() {
    return table;
  }

  /** Everything but account and key, in the order of {@link Table#columns}. */
  List<String> fields() {
    return fields;
  }

  String keyColumn() {
    return table.columns().get(table.keyField());
  }

  String markColumn() {
    return fields.get(mark);
  }

  int mark() {
    return mark;
  }

  /** −1 where the table has none. */
  int stamp() {
    return stamp;
  }

  List<Integer> editable() {
    return editable;
  }

  /** A key in SQL; fails on what is no key of this table, so nothing else gets into a statement. */
  String literal(String key) {
    String form = this == EVENTS ? "[0-9a-f-]{36}" : "-?[0-9]{1,19}";
    if (!key.matches(form)) {
      throw new IllegalStateException("no key of " + table.sqlName() + ": " + key);
    }
    return "'" + key + "'";
  }

  /** What stands for the key in an INSERT without one. */
  String newKey(long account) {
    return switch (this) {
      case CONTACTS -> "DEFAULT";
      case EVENTS -> throw new IllegalStateException("the phone makes the key of an event");
      case TODOS ->
          "(SELECT coalesce(max(number), 0) + 1 FROM public.todos WHERE account_id = %d)"
              .formatted(account);
    };
  }

  String columnList() {
    return String.join(", ", table.written());
  }
}
