package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A table as its rows are read, counted and emptied: a partitioned one with all its partitions, any
 * other alone, by ONLY, because its children would be objects of their own. Nobody else decides
 * that. Looking holds {@code ACCESS SHARE} on every partition to the end of the transaction.
 *
 * @param members ids of the whole tree, the root included; none for a table without partitions
 */
record TableTree(ObjectName table, Set<Long> members) {
  /** Reads the server's newest catalogue even in an old snapshot, as its planner does. */
  private static final String MEMBERS =
      "select relid::oid::bigint from pg_catalog.pg_partition_tree(?::regclass)";

  private static final String PARTS =
      """
      select n.nspname, c.relname
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.oid = any (?::bigint[]::oid[]) order by 1, 2
      """;

  /**
   * Tables named by an array parameter, with what is under them at any depth. It takes no lock, so
   * that whoever looks for the holders of locks does not wait for them.
   */
  static final String FAMILY =
      """
      (with recursive family(id) as (
         select r::regclass::oid from pg_catalog.unnest(?::text[]) r
         union select i.inhrelid from pg_catalog.pg_inherits i join family on i.inhparent = id)
       select id from family)
      """;

  TableTree {
    members = Set.copyOf(members);
  }

  static TableTree read(Connection connection, ObjectName table) throws SQLException {
    return new TableTree(table, members(connection, table));
  }

  static TableTree read(CatalogueSession session, ObjectName table) {
    return new TableTree(
        table, new HashSet<>(session.list(MEMBERS, row -> row.getLong(1), table.quoted())));
  }

  private static Set<Long> members(Connection connection, ObjectName table) throws SQLException {
    try (var statement = connection.prepareStatement(MEMBERS)) {
      statement.setString(1, table.quoted());
      var found = new HashSet<Long>();
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          found.add(row.getLong(1));
        }
      }
      return found;
    }
  }

  /** The table with ONLY or without, as it stands after {@code from}. */
  String asRead() {
    return members.isEmpty() ? "only " + table.quoted() : table.quoted();
  }

  /** Every relation of it that a client could write to by name, as SQL. */
  List<String> parts(Connection connection) throws SQLException {
    if (members.isEmpty()) {
      return List.of(asRead());
    }
    var parts = new ArrayList<String>();
    try (var statement = connection.prepareStatement(PARTS)) {
      statement.setArray(1, connection.createArrayOf("bigint", members.toArray()));
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          parts.add(new ObjectName(row.getString(1), row.getString(2)).quoted());
        }
      }
    }
    return parts;
  }

  /**
   * No lock that a reader may take holds off ATTACH PARTITION, and an attached partition shows its
   * rows to older snapshots at once: whatever was read before is of another moment.
   *
   * @throws StoreException when a partition came or went since
   */
  void requireUnchanged(Connection connection, String store) throws SQLException {
    if (!members.isEmpty() && !members.equals(members(connection, table))) {
      throw new StoreException(
          "%s: a partition of %s was attached or detached while it was read; leave its partitions"
                  .formatted(store, table)
              + " as they are and read it again",
          false,
          null);
    }
  }
}
