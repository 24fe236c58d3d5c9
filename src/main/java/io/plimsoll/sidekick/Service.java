package io.plimsoll.sidekick;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postgresql.PGConnection;

/** What a phone asks of its shard within one transaction, for one account. */
final class Service {
  private final Connection connection;
  private final long account;

  Service(Connection connection, long account) {
    this.connection = connection;
    this.account = account;
  }

  /** Everything about the account. */
  Answer readAll() throws SQLException {
    var records = new LinkedHashMap<Entry.Id, Entry>();
    for (PhoneTable table : PhoneTable.values()) {
      read(
          table.table(),
          "account_id = " + account,
          row -> {
            Entry entry = Entry.read(table, row);
            records.put(entry.id(), entry);
          });
    }
    return new Answer(account(), records);
  }

  Optional<AccountEntry> account() throws SQLException {
    var found = new AccountEntry[1];
    read(Table.ACCOUNTS, "id = " + account, row -> found[0] = AccountEntry.read(row));
    return Optional.ofNullable(found[0]);
  }

  Optional<Entry> find(PhoneTable table, String key) throws SQLException {
    return one(table, "%s = %s".formatted(table.keyColumn(), table.literal(key)));
  }

  /** The record a write with this mark left, whatever key the service gave it. */
  Optional<Entry> findMarked(PhoneTable table, Mark mark) throws SQLException {
    return one(table, "%s LIKE '%%%s'".formatted(table.markColumn(), mark.behind("")));
  }

  /** Returns the key. */
  String insert(Entry entry) throws SQLException {
    PhoneTable table = entry.table();
    String key = entry.key() == null ? table.newKey(account) : table.literal(entry.key());
    String sql =
        "INSERT INTO public.%s (%s) VALUES (%d, %s, %s) RETURNING %s"
            .formatted(
                table.table().sqlName(),
                table.columnList(),
                account,
                key,
                String.join(", ", Collections.nCopies(table.fields().size(), "?")),
                table.keyColumn());
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      bind(insert, entry.stored());
      try (var result = insert.executeQuery()) {
        result.next();
        return result.getString(1);
      }
    }
  }

  /** Returns the number of rows changed. */
  int update(Entry entry) throws SQLException {
    PhoneTable table = entry.table();
    String sql =
        "UPDATE public.%s SET %s = ? WHERE account_id = %d AND %s = %s"
            .formatted(
                table.table().sqlName(),
                String.join(" = ?, ", table.fields()),
                account,
                table.keyColumn(),
                table.literal(entry.key()));
    return execute(sql, entry.stored());
  }

  int delete(PhoneTable table, String key) throws SQLException {
    return execute(
        "DELETE FROM public.%s WHERE account_id = %d AND %s = %s"
            .formatted(table.table().sqlName(), account, table.keyColumn(), table.literal(key)),
        List.of());
  }

  int update(AccountEntry entry) throws SQLException {
    return execute(
        "UPDATE public.accounts SET settings = ? WHERE id = " + account, List.of(entry.settings()));
  }

  /** Fails where a write would be refused: what a closed store answers may be out of date. */
  void mustTakeWrites() throws SQLException {
    execute("UPDATE public.accounts SET settings = settings WHERE false", List.of());
  }

  private Optional<Entry> one(PhoneTable table, String condition) throws SQLException {
    var found = new Entry[1];
    read(
        table.table(),
        "account_id = %d AND %s".formatted(account, condition),
        row -> found[0] = Entry.read(table, row));
    return Optional.ofNullable(found[0]);
  }

  /** By COPY, because the audit compares what COPY prints. */
  private void read(Table table, String condition, Consumer<CopyRow> each) throws SQLException {
    String sql =
        "COPY (SELECT %s FROM public.%s WHERE %s ORDER BY %s) TO STDOUT"
            .formatted(
                String.join(", ", table.columns()), table.sqlName(), condition, table.order());
    var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    try {
      var row = new CopyRow();
      for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
        row.read(line);
        each.accept(row);
      }
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private int execute(String sql, List<String> values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, List<String> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setString(i + 1, values.get(i));
    }
  }
}
