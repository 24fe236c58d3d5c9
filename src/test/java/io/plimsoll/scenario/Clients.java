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
  private final Writes writes;
  private final Map<Integer, Integer> expected = new TreeMap<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Thread thread = new Thread(this::writeOn, "client");
  private volatile int acknowledged;
  private boolean unsure;

  private Clients(Scenario scenario, String shard, Writes writes) {
    this.scenario = scenario;
    this.shard = shard;
    this.writes = writes;
  }

  /** How a change is written, so that it may be written again. */
  interface Writes {
    String put(int row, int change);

    String delete(int row);

    default String rowsAsText() {
      return ROWS_AS_TEXT;
    }
  }

  private static final class Counted implements Writes {
    @Override
    public String put(int row, int change) {
      return "insert into counted values (%d, %d) on conflict (id) do update set change = %2$d"
          .formatted(row, change);
    }

    @Override
    public String delete(int row) {
      return "delete from counted where id = " + row;
    }
  }

  /** Of a shard whose source has {@link #TABLE}. */
  static Clients of(Scenario scenario, String shard) {
    return of(scenario, shard, new Counted());
  }

  static Clients of(Scenario scenario, String shard, Writes writes) {
    var clients = new Clients(scenario, shard, writes);
    clients.thread.start();
    return clients;
  }

  private void writeOn() {
    Connection connection = null;
    int change = 1;
    while (!ended.get() || unsure) {
      try {
        connection = connection == null ? open() : connection;
        write(connection, change);
        count(change);
        acknowledged = change++;
        unsure = false;
        pause(1);
      } catch (SQLException e) {
        unsure |= connection != null && mayHaveBeenDone(e);
        connection = closed(connection);
        pause(5);
      }
    }
    closed(connection);
  }

  /** A reply that was lost says nothing: the change is written again before the client ends. */
  private static boolean mayHaveBeenDone(SQLException e) {
    String state = e.getSQLState() == null ? "08" : e.getSQLState();
    return state.startsWith("08") || state.startsWith("57");
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

  private void write(Connection connection, int change) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(
          change % 4 == 3 ? writes.delete(row(change)) : writes.put(row(change), change));
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

  /** What somebody else wrote is to be there as well. */
  void acknowledge(int row, int change) {
    synchronized (expected) {
      expected.put(row, change);
    }
  }

  int acknowledged() {
    return acknowledged;
  }

  /** Waits until some more writes were acknowledged. */
  void awaitMore() {
    awaitAnother(5);
  }

  void awaitAnother(int writes) {
    int before = acknowledged;
    for (int i = 0; acknowledged < before + writes; i++) {
      if (i > 12_000) {
        throw new IllegalStateException("the client is not let through any more");
      }
      pause(5);
    }
  }

  /** Stops writing; then the database has exactly what was acknowledged. */
  void endsWith(Postgres server, String database) {
    List<String> acknowledgedRows = end();
    assertThat(server.query(database, writes.rowsAsText())).isEqualTo(acknowledgedRows);
  }

  /** Stops writing; what was acknowledged, as {@link Writes#rowsAsText} asks for it. */
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
