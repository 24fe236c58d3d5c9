package io.plimsoll.store.postgres;

import static java.util.stream.Collectors.joining;

import io.plimsoll.common.ObjectName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Waits for writers in flight by table locks, within one total bound, and names who did not yield.
 * It never waits longer: whoever wants another try lets the clients through first.
 */
record LockBarrier(List<ObjectName> objects, Mode mode, Duration bound) {
  private static final String LOCK_DENIED = "55P03";
  private static final String DEADLOCK = "40P01";
  private static final Set<String> NOT_IN_TIME = Set.of("57014", LOCK_DENIED, DEADLOCK);
  private static final String DENIED = "42501";
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** The lock, and the locks of others that it waits for. */
  enum Mode {
    SHARE_ROW_EXCLUSIVE("SHARE ROW EXCLUSIVE", "RowShareLock|AccessShareLock"),
    ACCESS_EXCLUSIVE("ACCESS EXCLUSIVE", "none"),
    /** Only bounds what follows, which waits for rows of the objects. */
    ROWS("", "AccessShareLock");

    private final String sql;
    private final String compatible;

    Mode(String sql, String compatible) {
      this.sql = sql;
      this.compatible = compatible;
    }
  }

  /** Whether the failure means that a lock was not to be had within the bound. */
  static boolean timedOut(SQLException failure) {
    return NOT_IN_TIME.contains(failure.getSQLState());
  }

  /**
   * Bounds every statement of the transaction and locks all objects in one statement, so that the
   * bound is a total; {@code lock_timeout} would count per lock.
   */
  void lock(Connection connection) throws SQLException {
    refuseWraparoundVacuum(connection);
    yieldToDeadlocks(connection);
    if (mode != Mode.ROWS && !objects.isEmpty()) {
      String all = objects.stream().map(ObjectName::quoted).collect(joining(", "));
      lock(connection, "lock table " + all + " in " + mode.sql + " mode");
    }
    bound(connection, bound.toMillis());
  }

  /**
   * A client that writes several tables takes their locks in an order of its own, so that both can
   * wait for each other. Then we give all of ours back, which lets it through, and begin again with
   * what is left of the bound.
   */
  private void lock(Connection connection, String sql) throws SQLException {
    long end = System.nanoTime() + bound.toNanos();
    while (true) {
      long left = (end - System.nanoTime()) / NANOS_PER_MILLI;
      bound(connection, left);
      Savepoint before = connection.setSavepoint();
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
        connection.releaseSavepoint(before);
        return;
      } catch (SQLException e) {
        if (!DEADLOCK.equals(e.getSQLState()) || System.nanoTime() >= end) {
          throw e;
        }
        connection.rollback(before);
      }
    }
  }

  private static void bound(Connection connection, long millis) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("set local statement_timeout = " + Math.max(1, millis));
    }
  }

  /** The one vacuum that never yields; waiting for it would only make clients wait as well. */
  private void refuseWraparoundVacuum(Connection connection) throws SQLException {
    String sql =
        """
        select exists (
          select from pg_locks l join pg_stat_activity a on a.pid = l.pid
          where l.locktype = 'relation' and l.granted
            and l.database = (select oid from pg_database where datname = current_database())
            and l.relation in\s"""
            + TableTree.FAMILY
            + """
            and a.query like 'autovacuum:%to prevent wraparound)%')
        """;
    try (var query = connection.prepareStatement(sql)) {
      query.setArray(1, connection.createArrayOf("text", names()));
      try (var result = query.executeQuery()) {
        if (result.next() && result.getBoolean(1)) {
          throw new SQLException("a vacuum to prevent wraparound does not yield", LOCK_DENIED);
        }
      }
    }
  }

  private Object[] names() {
    return objects.stream().map(ObjectName::quoted).toArray();
  }

  /**
   * With a short deadlock timeout an autovacuum yields at once, and in a deadlock it is we who give
   * up, not a client. It needs a privilege; without it the bound stands alone.
   */
  private static void yieldToDeadlocks(Connection connection) throws SQLException {
    var before = connection.setSavepoint();
    try (var statement = connection.createStatement()) {
      statement.execute("set local deadlock_timeout = '20ms'");
    } catch (SQLException e) {
      if (!DENIED.equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback(before);
    }
  }

  /**
   * Who holds what the barrier waits for, by the server's list of locks; empty when they have gone.
   * A prepared transaction keeps the virtual one of the session that prepared it, until the server
   * is restarted: only the lock on its own id tells which it is.
   */
  List<String> blockers(Connection connection) throws SQLException {
    String sql =
        """
        select coalesce(
          'pid ' || l.pid || ' user ' || coalesce(a.usename, '-') || ' application '''
            || coalesce(a.application_name, '') || ''' for '
            || coalesce(extract(epoch from clock_timestamp() - a.xact_start)::bigint, 0) || ' s: '
            || left(regexp_replace(coalesce(a.query, ''), '\\s+', ' ', 'g'), 120),
          'prepared transaction ' || p.gid || ' of ' || p.owner || ' for '
            || extract(epoch from clock_timestamp() - p.prepared)::bigint || ' s',
          'virtual transaction ' || l.virtualtransaction)
          || ' (' || string_agg(distinct l.relation::regclass || ' ' || l.mode, ', ') || ')'
        from pg_locks l
        left join pg_stat_activity a on a.pid = l.pid
        left join (
          select x.*, own.virtualtransaction
          from pg_prepared_xacts x
          join pg_locks own on own.transactionid = x.transaction and own.pid is null) p
          on l.pid is null and l.virtualtransaction = p.virtualtransaction
        where l.locktype = 'relation' and l.granted and l.pid is distinct from pg_backend_pid()
          and l.database = (select oid from pg_database where datname = current_database())
          and l.relation in\s"""
            + TableTree.FAMILY
            + """
          and l.mode <> all (string_to_array(?, '|'))
        group by l.pid, l.virtualtransaction, a.usename, a.application_name, a.xact_start, a.query,
          p.gid, p.owner, p.prepared
        order by 1
        """;
    try (var query = connection.prepareStatement(sql)) {
      query.setArray(1, connection.createArrayOf("text", names()));
      query.setString(2, mode.compatible);
      var found = new ArrayList<String>();
      try (var result = query.executeQuery()) {
        while (result.next()) {
          found.add(result.getString(1));
        }
      }
      return found;
    }
  }
}
