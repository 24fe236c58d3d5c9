package io.plimsoll.store.postgres;

import io.plimsoll.store.Authority;
import io.plimsoll.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A writing transaction that has proven token and epoch to the database by a locking read, held to
 * its end: the epoch cannot be raised while it is open. Closing without a commit rolls back.
 *
 * <p>Token and epoch are set for the transaction only: a session setting would leak to whoever gets
 * the session next from a pooler.
 */
final class ProvenTransaction implements AutoCloseable {
  private static final String PROVE =
      """
      select pg_catalog.set_config('plimsoll.token', ?, true),
             pg_catalog.set_config('plimsoll.epoch', ?, true),
             pg_catalog.set_config('application_name', ?, true),
             pg_catalog.set_config('synchronous_commit', ?, true)
      """;

  private final PostgresConnections connections;
  private final Connection connection;

  /** How a transaction stands to others and to the disk. */
  enum Kind {
    /** Beside others; on disk only after {@code flush}. */
    LOAD,
    /** Beside others; on disk when it commits. */
    CHANGE,
    /** The side itself stands still meanwhile, for what no trigger sees; on disk at commit. */
    ALONE
  }

  private ProvenTransaction(PostgresConnections connections, Connection connection) {
    this.connections = connections;
    this.connection = connection;
  }

  /**
   * @throws StoreException.Fenced when token or epoch are not the store's
   */
  static ProvenTransaction begin(PostgresConnections connections, Authority authority, Kind kind) {
    ProvenTransaction transaction = new ProvenTransaction(connections, connections.borrow());
    try {
      prove(transaction.connection, authority, kind);
      return transaction;
    } catch (SQLException e) {
      throw transaction.closed(connections.failure("proving the epoch", e));
    } catch (RuntimeException e) {
      throw transaction.closed(e);
    }
  }

  /** Proves it for the transaction that the session is in, whoever ends it. */
  static void prove(Connection connection, Authority authority, Kind kind) throws SQLException {
    try (var statement = connection.prepareStatement(PROVE)) {
      statement.setString(1, authority.token().reveal());
      statement.setString(2, authority.epoch().toString());
      statement.setString(3, "plimsoll " + authority.run());
      statement.setString(4, kind == Kind.LOAD ? "off" : "on");
      statement.execute();
    }
    try (var statement = connection.createStatement()) {
      if (kind == Kind.ALONE) {
        // Before the shared lock of the check: two that both raise theirs would deadlock.
        statement.execute("select from plimsoll.side for update");
      }
      statement.execute("select plimsoll.check_epoch()");
    }
  }

  Connection connection() {
    return connection;
  }

  /** Lets statements wait and run longer than a session normally may; for this use only. */
  void allow(Duration lockWait, Duration silence) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(silence.toMillis()));
    try (var statement = connection.createStatement()) {
      statement.execute("set local lock_timeout = " + lockWait.toMillis());
    }
  }

  /** User triggers and foreign keys do not fire for this transaction; our fence still does. */
  void silenceTriggers(String why) throws SQLException {
    silenceTriggers(connection, why);
  }

  static void silenceTriggers(Connection connection, String why) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("set local session_replication_role = replica");
    } catch (SQLException e) {
      throw new SQLException(
          "%s, and this role may not set session_replication_role: %s"
              .formatted(why, e.getMessage()),
          e.getSQLState(),
          e);
    }
  }

  void commit() throws SQLException {
    connection.commit();
  }

  <E extends RuntimeException> E closed(E failure) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw connections.failure("ending a transaction", e);
    }
  }
}
