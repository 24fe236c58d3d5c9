package io.plimsoll.store.postgres;

import io.plimsoll.store.Chunk;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreWriter.Load;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * One chunk on its way in: the mark in {@code plimsoll.applied} and the rows are one transaction.
 * The mark comes first, so that a retry waits for an attempt whose outcome is unknown.
 */
final class PostgresLoad implements Load {
  private static final String MARK =
      """
      insert into plimsoll.applied (chunk, attempt, epoch)
      values (?, ?, current_setting('plimsoll.epoch')::bigint)
      on conflict (chunk) do nothing
      """;

  private final PostgresConnections connections;
  private final ProvenTransaction transaction;
  private final Chunk chunk;
  private final long id;
  private final StreamCheck check;
  private final BlockBuffer blocks;
  private CopyIn copy;
  private boolean applied;

  private PostgresLoad(
      PostgresConnections connections,
      ProvenTransaction transaction,
      Chunk chunk,
      long id,
      int fields) {
    this.connections = connections;
    this.transaction = transaction;
    this.chunk = chunk;
    this.id = id;
    this.check = new StreamCheck(fields);
    this.blocks = new BlockBuffer(this::send);
  }

  /** Takes over the transaction, and ends it when this fails. */
  static PostgresLoad start(
      PostgresConnections connections,
      ProvenTransaction transaction,
      LoadTarget target,
      Chunk chunk,
      Attempt attempt) {
    PostgresLoad load =
        new PostgresLoad(connections, transaction, chunk, attempt.id(), target.columns().size());
    try {
      load.begin(target, attempt.number());
      return load;
    } catch (SQLException e) {
      throw transaction.closed(load.failure(e));
    } catch (RuntimeException e) {
      throw transaction.closed(e);
    }
  }

  record Attempt(long id, int number) {}

  private void begin(LoadTarget target, int attempt) throws SQLException {
    try (var statement = transaction.connection().prepareStatement(MARK)) {
      statement.setLong(1, id);
      statement.setInt(2, attempt);
      applied = statement.executeUpdate() == 0;
    }
    if (applied) {
      return;
    }
    if (target.triggers()) {
      transaction.silenceTriggers("triggers or foreign keys would fire for the rows");
    }
    copy = transaction.connection().unwrap(PGConnection.class).getCopyAPI().copyIn(target.copyIn());
  }

  @Override
  public boolean applied() {
    return applied;
  }

  @Override
  public void accept(byte[] bytes, int offset, int length) {
    if (!applied) {
      check.accept(bytes, offset, length);
      blocks.accept(bytes, offset, length);
    }
  }

  private void send(byte[] bytes, int offset, int length) {
    try {
      copy.writeToCopy(bytes, offset, length);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  @Override
  public long commit() {
    try {
      return applied ? rowsOfEarlierAttempt() : finish();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private long finish() throws SQLException {
    long streamed = check.completeRows();
    blocks.flush();
    long rows = copy.endCopy();
    if (rows != streamed) {
      throw new StoreException(
          "%s: writing %s: %d rows were sent, the server counted %d"
              .formatted(connections.store(), KeyRanges.text(chunk), streamed, rows),
          false,
          null);
    }
    Connection connection = transaction.connection();
    try (var statement =
        connection.prepareStatement("update plimsoll.applied set rows = ? where chunk = ?")) {
      statement.setLong(1, rows);
      statement.setLong(2, id);
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException("the mark of chunk " + id + " is gone from its own load");
      }
    }
    transaction.commit();
    return rows;
  }

  private long rowsOfEarlierAttempt() throws SQLException {
    try (var statement =
        transaction
            .connection()
            .prepareStatement("select rows from plimsoll.applied where chunk = ?")) {
      statement.setLong(1, id);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("chunk " + id + " was applied and is not any more");
        }
        return row.getLong(1);
      }
    }
  }

  private StoreException failure(SQLException e) {
    return connections.failure("writing " + KeyRanges.text(chunk), e);
  }

  /** Rolls back unless committed; a copy under way is told to stop first. */
  @Override
  public void close() {
    try {
      if (copy != null && copy.isActive()) {
        copy.cancelCopy();
      }
    } catch (SQLException e) {
      throw transaction.closed(failure(e));
    }
    transaction.close();
  }
}
