package io.plimsoll.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.testing.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One client of one shard that never stops writing: it follows the route, tries again when refused,
 * and keeps count of what was acknowledged. Every change can be repeated without harm.
 */
final class Clients implements AutoCloseable {
  static final String TABLE = "create table counted (id int primary key, change int not null)";

  static final String ROWS_AS_TEXT = "select id || '=' || change from counted order by id";

  private static final int ROWS = 50;

  private final Scenario scenario;
  private final String shard;
  private final Map<Integer, Integer> expected = new TreeMap<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Thread thread = new Thread(this::writeOn, "client");
  private volatile int acknowledged;

  private Clients(Scenario scenario, String shard) {
    this.scenario = scenario;
    this.shard = shard;
  }

  /** Of a shard whose source has {@link #TABLE}. */
  static Clients of(Scenario scenario, String shard) {
    var clients = new Clients(scenario, shard);
    clients.thread.start();
    return clients;
  }

  private void writeOn() {
    Connection connection = null;
    int change = 1;
    while (!ended.get()) {
      try {
        connection = connection == null ? open() : connection;
        write(connection, change);
        count(change);
        acknowledged = change++;
        pause(1);
      } catch (SQLException e) {
        connection = closed(connection);
        pause(5);
      }
    }
    closed(connection);
  }

  private static Connection closed(Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // It is given up anyway.
    }
    return null;
  }

  private Connection open() throws SQLException {
    String url =
        Scenario.fresh()
            .query(
                scenario.directory(),
                "select case when to_regclass('public.plimsoll_route') is null then '' else '1' end")
            .get(0);
    if (!url.isEmpty()) {
      var rows =
          Scenario.fresh()
              .query(
                  scenario.directory(),
                  "select url from plimsoll_route where shard = '%s'".formatted(shard));
      url = rows.isEmpty() ? "" : rows.get(0);
    }
    return DriverManager.getConnection(
        url.isEmpty() ? Scenario.old().url(scenario.source(shard)) : url, "postgres", "");
  }

  private static void write(Connection connection, int change) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(
          change % 4 == 3
              ? "delete from counted where id = " + row(change)
              : "insert into counted values (%d, %d) on conflict (id) do update set change = %2$d"
                  .formatted(row(change), change));
    }
  }

  private void count(int change) {
    synchronized (expected) {
      if (change % 4 == 3) {
        expected.remove(row(change));
      } else {
        expected.put(row(change), change);
      }
    }
  }

  private static int row(int change) {
    return change * 7 % ROWS;
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  int acknowledged() {
    return acknowledged;
  }

  /** Waits until some more writes were acknowledged. */
  void awaitMore() {
    int before = acknowledged;
    for (int i = 0; acknowledged < before + 5; i++) {
      if (i > 12_000) {
        throw new IllegalStateException("the client is not let through any more");
      }
      pause(5);
    }
  }

  /** Stops writing; then the database has exactly what was acknowledged. */
  void endsWith(Postgres server, String database) {
    List<String> acknowledgedRows = end();
    assertThat(server.query(database, ROWS_AS_TEXT)).isEqualTo(acknowledgedRows);
  }

  /** Stops writing; what was acknowledged, as {@link #ROWS_AS_TEXT} asks for it. */
  List<String> end() {
    close();
    return expected.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  @Override
  public void close() {
    ended.set(true);
    try {
      thread.join(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
