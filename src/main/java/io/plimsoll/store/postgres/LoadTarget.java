package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a load must know of its table, read from the target as it is now.
 *
 * @param columns that are written, in order
 * @param triggers whether user triggers or foreign keys would fire for new rows
 */
record LoadTarget(ObjectName table, List<String> columns, boolean triggers) {
  private static final String COLUMNS =
      """
      select attname from pg_catalog.pg_attribute
      where attrelid = ?::regclass and attnum > 0 and not attisdropped and attgenerated = ''
      order by attnum
      """;

  /**
   * Bit 2 of tgtype is INSERT; internal triggers are those of foreign keys. Rows that a partitioned
   * table passes on fire those of the partition.
   */
  private static final String TRIGGERS =
      """
      select exists (
        select from pg_catalog.pg_trigger t
        join pg_catalog.pg_proc p on p.oid = t.tgfoid
        where t.tgrelid in\s"""
          + TableTree.FAMILY
          + """
          and t.tgtype & 4 <> 0 and t.tgenabled in ('O', 'A')
          and p.pronamespace <> 'plimsoll'::regnamespace)
      """;

  /**
   * A table that was there before is emptied by undo; so its first load is recorded, durably,
   * before the first row, and refused when somebody's rows are in it. So are its partitions: one
   * that comes later was not found empty.
   */
  private static final String RECORD =
      """
      insert into plimsoll.created (object, kind, name, origin, id, before)
      select 'loaded ' || ?, 'table', ?, 'loaded', r,
             (select string_agg(p.relid::oid::text, ' ')
                from pg_catalog.pg_partition_tree(r::regclass) p)
      from (select ?::regclass::oid as r) t
      where not exists (select from plimsoll.created c where c.id = r and c.origin = 'made')
      on conflict (object) do nothing
      """;

  static LoadTarget prepare(ProvenTransaction transaction, ObjectName table, String store)
      throws SQLException {
    Connection connection = transaction.connection();
    TableTree tree = TableTree.read(connection, table);
    if (recorded(connection, table) && hasRows(connection, tree)) {
      throw new StoreException(
          "%s: %s was there before and is not empty; nothing was loaded".formatted(store, table),
          false,
          null);
    }
    LoadTarget target = new LoadTarget(table, columns(connection, table), fires(connection, table));
    transaction.commit();
    return target;
  }

  private static boolean recorded(Connection connection, ObjectName table) throws SQLException {
    try (var statement = connection.prepareStatement(RECORD)) {
      statement.setString(1, table.toString());
      statement.setString(2, table.quoted());
      statement.setString(3, table.quoted());
      return statement.executeUpdate() == 1;
    }
  }

  private static boolean hasRows(Connection connection, TableTree tree) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select exists (select from " + tree.asRead() + ")")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static List<String> columns(Connection connection, ObjectName table) throws SQLException {
    try (var statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, table.quoted());
      List<String> columns = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          columns.add(row.getString(1));
        }
      }
      return List.copyOf(columns);
    }
  }

  private static boolean fires(Connection connection, ObjectName table) throws SQLException {
    try (var statement = connection.prepareStatement(TRIGGERS)) {
      statement.setArray(1, connection.createArrayOf("text", new String[] {table.quoted()}));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  String copyIn() {
    String list =
        columns.isEmpty()
            ? ""
            : " (" + String.join(", ", columns.stream().map(ObjectName::quote).toList()) + ")";
    return "copy %s%s from stdin (format binary)".formatted(table.quoted(), list);
  }
}
