package io.plimsoll.scenario.live;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;

/**
 * One client's session, opened where the route leads when it is needed, forgotten when it is lost.
 */
final class ClientSession {
  private final String application;
  private final Supplier<String> route;
  private Connection connection;
  private String url = "";
  private boolean prepares;

  ClientSession(String application, Supplier<String> route) {
    this.application = application;
    this.route = route;
  }

  Connection connection() {
    return connection;
  }

  String url() {
    return url;
  }

  /** Whether transactions can be prepared there. */
  boolean prepares() {
    return prepares;
  }

  void connect() throws SQLException {
    if (connection != null) {
      return;
    }
    url = route.get();
    reconnect();
    execute("set deadlock_timeout = '50ms'");
    execute("set lock_timeout = '10s'");
    execute("set statement_timeout = '30s'");
    try (var statement = connection.createStatement();
        var most = statement.executeQuery("show max_prepared_transactions")) {
      most.next();
      prepares = most.getInt(1) > 0;
    }
  }

  /** To the same server, wherever the route leads by now. */
  void reconnect() throws SQLException {
    if (connection == null) {
      connection = RouteReader.open(url, application);
    }
  }

  void disconnect() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException gone) {
      // It is lost either way.
    }
    connection = null;
  }

  void undo() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      disconnect();
    }
  }

  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
