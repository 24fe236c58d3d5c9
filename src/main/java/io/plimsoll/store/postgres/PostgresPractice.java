package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Practice;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes into one scratch database as an ordinary client would. */
final class PostgresPractice implements Practice {
  private static final ObjectName OWN = new ObjectName("plimsoll_practice", "writes");

  private final PostgresConnections connections;
  private List<ObjectName> others = List.of();

  PostgresPractice(PostgresConnections connections) {
    this.connections = connections;
  }

  @Override
  public ObjectName object() {
    return OWN;
  }

  @Override
  public void touch(List<ObjectName> touched) {
    others = List.copyOf(touched);
  }

  @Override
  public void prepare(List<ObjectName> touched) {
    touch(touched);
    connections.inTransaction(
        "preparing to practise",
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("create schema if not exists plimsoll_practice");
            statement.execute(
                """
                create table if not exists plimsoll_practice.writes (
                  row bigint primary key, change bigint not null)
                """);
          }
          return OWN;
        });
  }

  @Override
  public void write(long number) {
    connections.inTransaction(
        "practising change " + number,
        connection -> {
          if (Practice.deletes(number)) {
            change(connection, "delete from plimsoll_practice.writes where row = ?", number, 1);
          } else {
            change(
                connection,
                """
                insert into plimsoll_practice.writes (row, change) values (?, ?)
                on conflict (row) do update set change = excluded.change
                """,
                number,
                2);
          }
          touch(connection, number);
          return number;
        });
  }

  private static void change(Connection connection, String sql, long number, int parameters)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setLong(1, Practice.row(number));
      if (parameters > 1) {
        statement.setLong(2, number);
      }
      statement.executeUpdate();
    }
  }

  /** Locks a row of another object as a writer would, and writes it back as it was. */
  private void touch(Connection connection, long number) throws SQLException {
    if (others.isEmpty()) {
      return;
    }
    ObjectName other = others.get(Math.floorMod(number, others.size()));
    String column = firstColumn(connection, other);
    if (!column.isEmpty()) {
      try (var statement = connection.createStatement()) {
        statement.execute(
            """
            update %1$s set %2$s = %2$s
            where (tableoid, ctid) = (select tableoid, ctid from %1$s limit 1)
            """
                .formatted(TableTree.read(connection, other).asRead(), ObjectName.quote(column)));
      }
    }
  }

  private static String firstColumn(Connection connection, ObjectName table) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            select attname from pg_catalog.pg_attribute
            where attrelid = ?::regclass and attnum > 0 and not attisdropped
              and attgenerated = '' and attidentity <> 'a'
            order by attnum limit 1
            """)) {
      statement.setString(1, table.quoted());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }

  @Override
  public Map<Long, Long> rows() {
    return connections.inTransaction(
        "reading what was practised",
        connection -> {
          var rows = new TreeMap<Long, Long>();
          try (var statement = connection.createStatement();
              ResultSet row =
                  statement.executeQuery("select row, change from plimsoll_practice.writes")) {
            while (row.next()) {
              rows.put(row.getLong(1), row.getLong(2));
            }
          }
          return rows;
        });
  }
}
