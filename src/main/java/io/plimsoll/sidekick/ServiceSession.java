package io.plimsoll.sidekick;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * One connection to where a shard's clients are sent now; looks again after every failure. Each
 * transaction first takes the account's lock, for two reasons: phones of one account take turns,
 * and a commit whose reply was lost still holds it, so whoever gets it next reads how that ended.
 */
final class ServiceSession implements AutoCloseable {
  /** Advisory lock class of accounts: "SIDE". */
  private static final int ACCOUNT_LOCKS = 0x53494445;

  /**
   * Values go as text of no stated type; nothing is prepared at the server, so that a pooler may
   * stand between. A reply is waited for this many seconds.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "stringtype", "unspecified",
          "prepareThreshold", "0",
          "connectTimeout", "5",
          "socketTimeout", "10");

  private final Directory directory;
  private final Database login;
  private final String shard;
  private Connection connection;
  private Directory.Destination connectedTo;
  private boolean suspect;

  ServiceSession(Directory directory, Database login, String shard) {
    this.directory = directory;
    this.login = login;
    this.shard = shard;
  }

  String shard() {
    return shard;
  }

  /** Begins a transaction under the account's lock, at the shard's present address. */
  Service begin(long account) throws SQLException {
    connect();
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          SET LOCAL TimeZone = 'UTC';
          SET LOCAL DateStyle = 'ISO, YMD';
          SELECT pg_advisory_xact_lock(%d, %d)
          """
              .formatted(ACCOUNT_LOCKS, (int) account));
    }
    return new Service(connection, account);
  }

  void commit() throws SQLException {
    connection.commit();
  }

  void rollback() throws SQLException {
    connection.rollback();
  }

  /** After an error: gives up the transaction, and the connection if it does not answer. */
  void recover() {
    suspect = true;
    try {
      if (connection != null) {
        connection.rollback();
      }
    } catch (SQLException e) {
      close();
    }
  }

  @Override
  public void close() {
    Connection old = connection;
    connection = null;
    try {
      if (old != null) {
        old.close();
      }
    } catch (SQLException e) {
      // Nothing is lost: what was not committed is void either way.
    }
  }

  private void connect() throws SQLException {
    if (connection != null && !suspect && !connection.isClosed()) {
      return;
    }
    Directory.Destination now = destination();
    if (connection == null || connection.isClosed() || !now.equals(connectedTo)) {
      close();
      Connection opened = login.at(now.url()).open(SETTINGS);
      try {
        opened.setAutoCommit(false);
      } catch (SQLException e) {
        opened.close();
        throw e;
      }
      connection = opened;
      connectedTo = now;
    }
    suspect = false;
  }

  private Directory.Destination destination() throws SQLException {
    try {
      return directory
          .find(shard)
          .orElseThrow(() -> new SQLException("the route has no row for shard " + shard, "08000"));
    } catch (SidekickException e) {
      throw new SQLException(e.getMessage(), "08000", e);
    }
  }
}
