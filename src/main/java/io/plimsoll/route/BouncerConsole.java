package io.plimsoll.route;

import io.plimsoll.common.ObjectName;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Logger;

/**
 * The admin console of a running PgBouncer: what it serves, and the commands PAUSE, RELOAD and
 * RESUME. It knows no shard and no file.
 */
final class BouncerConsole {
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  /** The driver takes the version of PgBouncer for that of an old server, and says so each time. */
  private static final Logger DRIVER = Logger.getLogger("org.postgresql.jdbc.PgConnection");

  static {
    DRIVER.setFilter(line -> !line.getMessage().startsWith("Unsupported Server Version"));
  }

  private final String user;
  private final Sessions sessions;

  /**
   * @param user who logs in there
   */
  BouncerConsole(String user, Sessions sessions) {
    this.user = user;
    this.sessions = sessions;
  }

  String user() {
    return user;
  }

  /** Sessions of the console; each is closed after use. */
  @FunctionalInterface
  interface Sessions {
    Connection open() throws SQLException;
  }

  /** Without these two the driver asks for what the console does not know. */
  static Properties dialect() {
    var dialect = new Properties();
    dialect.setProperty("preferQueryMode", "simple");
    dialect.setProperty("replication", "database");
    return dialect;
  }

  /**
   * A database as the running PgBouncer serves it.
   *
   * @param poolMode {@code session}, {@code transaction} or {@code statement}
   */
  record Served(Endpoint endpoint, String poolMode, boolean paused, boolean disabled) {}

  Optional<Served> served(String database) throws SQLException {
    try (Connection console = sessions.open()) {
      return served(console, database);
    }
  }

  private static Optional<Served> served(Connection console, String database) throws SQLException {
    for (Map<String, String> row : rows(console, "SHOW DATABASES")) {
      if (database.equals(row.get("name"))) {
        String own = row.get("pool_mode");
        return Optional.of(
            new Served(
                new Endpoint(
                    Optional.ofNullable(row.get("host")).orElse(""),
                    Integer.parseInt(row.get("port")),
                    row.get("database")),
                own == null ? settings(console).getOrDefault("pool_mode", "session") : own,
                "1".equals(row.get("paused")),
                "1".equals(row.get("disabled"))));
      }
    }
    return Optional.empty();
  }

  Map<String, String> settings() throws SQLException {
    try (Connection console = sessions.open()) {
      return settings(console);
    }
  }

  private static Map<String, String> settings(Connection console) throws SQLException {
    var settings = new HashMap<String, String>();
    for (Map<String, String> row : rows(console, "SHOW CONFIG")) {
      settings.put(row.get("key"), Optional.ofNullable(row.get("value")).orElse(""));
    }
    return settings;
  }

  /** Users for whom another way of pooling is set than for the database. */
  List<String> usersWithSessions() throws SQLException {
    try (Connection console = sessions.open()) {
      return rows(console, "SHOW USERS").stream()
          .filter(row -> "session".equals(row.get("pool_mode")))
          .map(row -> row.get("name"))
          .toList();
    }
  }

  /** How many other processes share its clients; versions before 1.19 know no peers. */
  int peers() throws SQLException {
    try (Connection console = sessions.open()) {
      return rows(console, "SHOW PEERS").size();
    } catch (SQLException e) {
      if (String.valueOf(e.getMessage()).contains("invalid command")) {
        return 0;
      }
      throw e;
    }
  }

  /** Reads its files again; what it made of them only {@link #served} says. */
  void reload() throws SQLException {
    try (Connection console = sessions.open()) {
      execute(console, "RELOAD");
    }
  }

  /**
   * @return whether clients wait now; when their work does not end within the bound, false, and
   *     they go on
   */
  boolean pause(String database, Duration bound) throws SQLException {
    try (Connection console = sessions.open()) {
      long millis = Math.min(bound.toMillis(), LONGEST_PAUSE.toMillis());
      // 0 would mean for ever.
      console.setNetworkTimeout(Runnable::run, (int) Math.max(1, millis));
      execute(console, "PAUSE " + ObjectName.quote(database));
      if (served(console, database).filter(Served::paused).isPresent()) {
        return true;
      }
      throw new SQLException("PAUSE was accepted, but " + database + " is not paused");
    } catch (SQLException e) {
      // A console that hangs up does not take its PAUSE back: new work would wait for ever.
      resumeAfter(database, e);
      if (e.getCause() instanceof SocketTimeoutException) {
        return false;
      }
      throw e;
    }
  }

  private void resumeAfter(String database, SQLException cause) throws SQLException {
    try {
      resume(database);
    } catch (SQLException e) {
      e.addSuppressed(cause);
      throw e;
    }
  }

  void resume(String database) throws SQLException {
    try (Connection console = sessions.open()) {
      if (served(console, database).filter(Served::paused).isEmpty()) {
        return;
      }
      SQLException refused = null;
      try {
        execute(console, "RESUME " + ObjectName.quote(database));
      } catch (SQLException e) {
        // Somebody else may have been faster; what counts is whether clients wait.
        refused = e;
      }
      if (served(console, database).filter(Served::paused).isPresent()) {
        throw refused == null ? new SQLException("RESUME had no effect") : refused;
      }
    }
  }

  private static void execute(Connection console, String command) throws SQLException {
    try (Statement statement = console.createStatement()) {
      statement.execute(command);
    }
  }

  private static List<Map<String, String>> rows(Connection console, String show)
      throws SQLException {
    var rows = new ArrayList<Map<String, String>>();
    try (Statement statement = console.createStatement();
        ResultSet result = statement.executeQuery(show)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        var row = new HashMap<String, String>();
        for (int i = 1; i <= columns; i++) {
          row.put(result.getMetaData().getColumnLabel(i), result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
