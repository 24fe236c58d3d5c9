package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.StoreException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Holds {@code ACCESS SHARE} on all objects of a view, their partitions included, so that none is
 * truncated or rewritten under it: such a table would read as empty in an older snapshot and be
 * "proven equal".
 */
final class ViewLocks {
  private static final int MOST_NAMED = 5;

  private static final String BLOCKERS =
      """
      select l.pid, x.gid, a.usename, a.application_name, a.state,
             extract(epoch from clock_timestamp() - a.xact_start)::bigint as seconds
      from pg_catalog.pg_locks l
      left join pg_catalog.pg_stat_activity a on a.pid = l.pid
      left join (
        select p.gid, own.virtualtransaction
        from pg_catalog.pg_prepared_xacts p
        join pg_catalog.pg_locks own on own.transactionid = p.transaction and own.pid is null) x
        on l.pid is null and l.virtualtransaction = x.virtualtransaction
      where l.relation in\s"""
          + TableTree.FAMILY
          + """
        and l.database = (select oid from pg_catalog.pg_database
                          where datname = pg_catalog.current_database())
        and l.mode = 'AccessExclusiveLock'
      order by l.granted desc, a.xact_start nulls first
      limit ?
      """;

  private final PostgresConnections connections;
  private final List<ObjectName> objects;
  private final Duration bound;

  ViewLocks(PostgresConnections connections, List<ObjectName> objects, Duration bound) {
    this.connections = connections;
    this.objects = objects;
    this.bound = bound;
  }

  /**
   * Begins a reading transaction and locks, and fixes no snapshot yet: only utility statements are
   * used, because the first SELECT would fix it before the locks are held.
   */
  void take(Connection connection) {
    try (var statement = connection.createStatement()) {
      statement.execute("set transaction isolation level repeatable read read only");
      statement.execute("set local lock_timeout = " + bound.toMillis());
      if (!objects.isEmpty()) {
        statement.execute(
            objects.stream()
                .map(ObjectName::quoted)
                .collect(Collectors.joining(", ", "lock table ", " in access share mode")));
      }
    } catch (SQLException e) {
      throw named(connections.failure("locking the objects to be read", e));
    }
  }

  /** A blocked view says by whom, read over another session. */
  private StoreException named(StoreException failure) {
    if (!(failure instanceof StoreException.Blocked)) {
      return failure;
    }
    try {
      String holders = String.join("; ", blockers());
      return holders.isEmpty()
          ? failure
          : new StoreException.Blocked(failure.getMessage() + "; held by " + holders, failure);
    } catch (StoreException e) {
      failure.addSuppressed(e);
      return failure;
    }
  }

  private List<String> blockers() {
    return connections.inTransaction(
        "looking for the holders of locks",
        connection -> {
          Array names =
              connection.createArrayOf("text", objects.stream().map(ObjectName::quoted).toArray());
          List<String> blockers = new ArrayList<>();
          try (var statement = connection.prepareStatement(BLOCKERS)) {
            statement.setArray(1, names);
            statement.setInt(2, MOST_NAMED);
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                blockers.add(text(row));
              }
            }
          }
          return blockers;
        });
  }

  private static String text(ResultSet row) throws SQLException {
    String gid = row.getString("gid");
    return gid != null
        ? "prepared transaction " + gid
        : "pid %d, user %s, application '%s', %s, in its transaction for %d s"
            .formatted(
                row.getInt("pid"),
                row.getString("usename"),
                row.getString("application_name"),
                row.getString("state"),
                row.getLong("seconds"));
  }
}
