package io.plimsoll.scenario.live;

import io.plimsoll.scenario.Scenario;
import io.plimsoll.testing.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.function.Supplier;

/** Where clients find their database: the row of a route, read anew whenever they ask. */
final class RouteReader implements Supplier<String> {
  private static final String CONNECT_SECONDS = "10";
  private static final String ANSWER_SECONDS = "60";

  private final String directory;
  private final String shard;
  private final String first;
  private Connection connection;

  /**
   * @param first where clients go while the route has no row
   */
  private RouteReader(String directory, String shard, String first) {
    this.directory = directory;
    this.shard = shard;
    this.first = first;
  }

  /** As the clients of a shard of a scenario. */
  static RouteReader of(Scenario scenario, String shard) {
    return new RouteReader(
        Scenario.fresh().url(scenario.directory()),
        shard,
        Scenario.old().url(scenario.source(shard)));
  }

  /** No route: one database for good. */
  static Supplier<String> fixed(Postgres server, String database) {
    return () -> server.url(database);
  }

  /** Over one connection for all clients, as a resolver of their own would. */
  @Override
  public synchronized String get() {
    try {
      return read();
    } catch (SQLException lost) {
      connection = null;
      try {
        return read();
      } catch (SQLException e) {
        throw new IllegalStateException("the route cannot be read", e);
      }
    }
  }

  private String read() throws SQLException {
    if (connection == null) {
      connection = open(directory, "route reader");
    }
    try (var statement = connection.createStatement()) {
      try (var exists =
          statement.executeQuery("select to_regclass('public.plimsoll_route') is null")) {
        exists.next();
        if (exists.getBoolean(1)) {
          return first;
        }
      }
      try (var row =
          statement.executeQuery(
              "select url from public.plimsoll_route where route = 'app' and shard = '"
                  + shard
                  + "'")) {
        return row.next() ? row.getString(1) : first;
      }
    }
  }

  /** As a client's driver opens it; no answer is waited for without end. */
  static Connection open(String url, String application) throws SQLException {
    var login = new Properties();
    login.setProperty("user", "postgres");
    login.setProperty("connectTimeout", CONNECT_SECONDS);
    login.setProperty("socketTimeout", ANSWER_SECONDS);
    login.setProperty("ApplicationName", application);
    login.setProperty("prepareThreshold", "0");
    return DriverManager.getConnection(url, login);
  }
}
