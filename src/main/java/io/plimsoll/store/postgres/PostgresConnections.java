package io.plimsoll.store.postgres;

import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.jdbc.ConnectionPool;
import io.plimsoll.store.jdbc.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The sessions of one PostgreSQL database. All have the same pinned settings, auto-commit off, and
 * are rolled back when they are closed without a commit.
 */
public final class PostgresConnections implements AutoCloseable {
  private static final int MOST_SESSIONS = 40;

  private final String store;
  private final ConnectionPool pool;

  /** Work in one transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** One shard's database of a configured store; its name for people is {@code old/s03}. */
  public PostgresConnections(PostgresConfig config, ShardId shard) {
    this(config.name() + "/" + shard, config, config.urlFor(shard));
  }

  /**
   * Another database of the same server and user, e.g. one in scratch.
   *
   * @param store its name for people
   */
  public PostgresConnections(String store, PostgresConfig config, String url) {
    this.store = store;
    SessionSource source =
        new SessionSource(url, config.user(), config.password(), "plimsoll " + store);
    var target =
        new ConnectionPool.Target(store, source.host(), source.getDatabaseName(), config.user());
    this.pool = new ConnectionPool(target, source, MOST_SESSIONS);
  }

  /** Name for people: {@code old/s03}. */
  public String store() {
    return store;
  }

  /**
   * A session; closing it rolls back what was not committed.
   *
   * @throws StoreException naming store, host, database and user
   */
  public Connection borrow() {
    return pool.borrow();
  }

  /**
   * Runs the work in one transaction and commits.
   *
   * @param doing for the message, with its object: {@code reading the catalogue}
   */
  public <T> T inTransaction(String doing, Work<T> work) {
    try (Connection connection = borrow()) {
      T result = work.on(connection);
      connection.commit();
      return result;
    } catch (SQLException e) {
      throw failure(doing, e);
    }
  }

  /** The failure in a run's words. */
  public StoreException failure(String doing, SQLException e) {
    return SqlErrors.of(store, doing, e);
  }

  @Override
  public void close() {
    pool.close();
  }
}
