package io.plimsoll.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.plimsoll.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A bounded pool of sessions of one database. Sessions come with auto-commit off and are rolled
 * back when they return; nothing connects before the first is borrowed.
 */
public final class ConnectionPool implements AutoCloseable {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final Target target;
  private final DataSource source;
  private final int size;
  private HikariDataSource pool;
  private boolean closed;

  /**
   * Whom we talk to; for messages.
   *
   * @param store for people: {@code old/s03}
   * @param host with its port
   */
  public record Target(String store, String host, String database, String user) {
    String text() {
      return "database %s on %s as user %s".formatted(database, host, user);
    }
  }

  /**
   * @param source opens one session, ready for use
   * @param size how many sessions at most
   */
  public ConnectionPool(Target target, DataSource source, int size) {
    this.target = target;
    this.source = source;
    this.size = size;
  }

  /**
   * A session with auto-commit off; closing it rolls back and returns it.
   *
   * @throws StoreException naming store, host, database and user when there is none to be had
   */
  public Connection borrow() {
    try {
      return pool().getConnection();
    } catch (PoolInitializationException e) {
      throw failure(rootOf(e, new SQLException(e.getMessage(), "08001", e)));
    } catch (SQLException e) {
      throw failure(rootOf(e, e));
    }
  }

  private synchronized HikariDataSource pool() {
    if (closed) {
      throw new IllegalStateException(target.store() + " is closed");
    }
    if (pool == null) {
      pool = new HikariDataSource(configuration());
    }
    return pool;
  }

  private HikariConfig configuration() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setPoolName("plimsoll " + target.store());
    config.setAutoCommit(false);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(0);
    config.setIdleTimeout(IDLE.toMillis());
    config.setConnectionTimeout(LONGEST_WAIT.toMillis());
    // One try: a wrong password does not get better, and repeating it locks accounts.
    config.setInitializationFailTimeout(1);
    return config;
  }

  private StoreException failure(SQLException e) {
    String state = SqlErrors.state(e);
    String what =
        switch (state) {
          case "28P01", "28000", "08004" -> "the login was refused for ";
          case "3D000" -> "there is no such database: ";
          case "08001" -> "the host cannot be reached: ";
          default -> "cannot connect to ";
        };
    return SqlErrors.of(target.store(), what + target.text(), e);
  }

  /** The driver's own exception below the pool's wrapping. */
  private static SQLException rootOf(Throwable wrapped, SQLException otherwise) {
    SQLException found = otherwise;
    for (Throwable t = wrapped; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        found = sql;
      }
    }
    return found;
  }

  /** Ends all sessions; safe to repeat. */
  @Override
  public synchronized void close() {
    closed = true;
    if (pool != null) {
      pool.close();
    }
  }
}
