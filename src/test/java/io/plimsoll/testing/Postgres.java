package io.plimsoll.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Real PostgreSQL servers, started once per JVM and shared; each test takes databases of its own.
 */
public final class Postgres {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** A crowded machine needs longer than the library waits. */
  public static final Duration LONGEST_START = Duration.ofMinutes(2);

  private static Postgres first;
  private static Postgres second;

  private final EmbeddedPostgres server;

  private Postgres(EmbeddedPostgres server) {
    this.server = server;
  }

  public static synchronized Postgres one() {
    if (first == null) {
      first = start();
    }
    return first;
  }

  /** A second server, with its own system id. */
  public static synchronized Postgres two() {
    if (second == null) {
      second = start();
    }
    return second;
  }

  /** Tests leave hundreds of databases behind; one after the other to be looked at every minute. */
  private static Postgres start() {
    return started(
        Map.of(
            "max_connections",
            "200",
            "max_prepared_transactions",
            "20",
            "autovacuum_naptime",
            "1h"));
  }

  /** A server of the caller's own; to be stopped by it. */
  public static Postgres started(Map<String, String> settings) {
    try {
      var builder =
          EmbeddedPostgres.builder()
              .setPGStartupWait(LONGEST_START)
              .setServerConfig("shared_buffers", "64MB");
      settings.forEach(builder::setServerConfig);
      return new Postgres(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only for one of the caller's own. */
  public void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getPort();
  }

  /** The superuser of the server; it needs no password. */
  public String user() {
    return "postgres";
  }

  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
  }

  /** Creates an empty database with a fresh name that begins with {@code prefix}. */
  public String database(String prefix) {
    String name = "%s_%d".formatted(prefix, NUMBER.incrementAndGet());
    execute("postgres", "create database \"" + name + "\"");
    return name;
  }

  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), user(), "");
  }

  /** Runs each statement on its own. */
  public void execute(String database, String... statements) {
    try (Connection connection = connect(database);
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(String.join("; ", statements), e);
    }
  }

  /** The rows of a query, columns joined by {@code |}, NULL as {@code null}. */
  public List<String> query(String database, String sql) {
    try (Connection connection = connect(database);
        var statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      var rows = new ArrayList<String>();
      while (result.next()) {
        var row = new ArrayList<String>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join("|", row));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
