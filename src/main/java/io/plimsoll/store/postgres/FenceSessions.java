package io.plimsoll.store.postgres;

import io.plimsoll.store.Authority;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreException.Blocked;
import io.plimsoll.store.StoreException.Fenced;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Runs the fence's transactions, and puts their failures into the words of the store port. */
final class FenceSessions {
  private static final String NOT_CURRENT = "55000";

  private final String store;
  private final Connections connections;

  FenceSessions(String store, Connections connections) {
    this.store = store;
    this.connections = connections;
  }

  /** Work in one transaction. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Reads or writes in one READ COMMITTED transaction; without a commit nothing has happened. */
  <T> T transaction(String doing, Work<T> work) {
    return run(doing, work, Optional.empty());
  }

  /** As {@link #transaction}; when locks are not to be had, names who holds them. */
  <T> T bounded(String doing, LockBarrier barrier, Work<T> work) {
    return run(doing, work, Optional.of(barrier));
  }

  private <T> T run(String doing, Work<T> work, Optional<LockBarrier> barrier) {
    try (Connection connection = connections.open()) {
      connection.setAutoCommit(false);
      try {
        begin(connection);
        T result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException e) {
        rollback(connection, e);
        if (barrier.isPresent() && LockBarrier.timedOut(e)) {
          throw blocked(doing, barrier.get(), connection, e);
        }
        throw e;
      } catch (RuntimeException e) {
        rollback(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      throw failure(doing, e);
    }
  }

  /** The side row is always read as it is now, never as an old snapshot has it. */
  private static void begin(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("set transaction isolation level read committed");
    }
  }

  private static void rollback(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private Blocked blocked(
      String doing, LockBarrier barrier, Connection connection, SQLException cause)
      throws SQLException {
    List<String> blockers = barrier.blockers(connection);
    connection.rollback();
    String who = blockers.isEmpty() ? "nobody any more" : String.join("; ", blockers);
    return new Blocked(
        "%s: %s got no locks within %d ms (%s), held by %s"
            .formatted(store, doing, barrier.bound().toMillis(), cause.getMessage(), who),
        cause);
  }

  private StoreException failure(String doing, SQLException e) {
    String message = "%s: %s failed: %s".formatted(store, doing, e.getMessage());
    String state = Optional.ofNullable(e.getSQLState()).orElse("");
    if (state.equals(NOT_CURRENT) && message.contains("PLIMSOLL")) {
      return new Fenced(message, e);
    }
    return new StoreException(message, worthAnotherTry(state), e);
  }

  private static boolean worthAnotherTry(String state) {
    return state.startsWith("08")
        || state.startsWith("40")
        || state.startsWith("53")
        || state.startsWith("57")
        || state.equals("55P03");
  }

  /**
   * Says in whose name the transaction acts, so that a takeover can find and end it even before it
   * touches the side row.
   */
  static void announce(Connection connection, Authority authority) throws SQLException {
    String sql =
        """
        select set_config('plimsoll.token', ?, true), set_config('plimsoll.epoch', ?, true),
          pg_advisory_xact_lock_shared(?, (? % 2147483647)::int)
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, authority.token().reveal());
      select.setString(2, authority.epoch().toString());
      select.setInt(3, SideSchema.ANNOUNCED);
      select.setLong(4, authority.epoch().value());
      select.execute();
    }
  }
}
