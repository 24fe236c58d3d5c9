package io.plimsoll.store.postgres;

import io.plimsoll.store.BlockSink;
import io.plimsoll.store.Fingerprint;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Streams queries as binary COPY and hashes each row where the driver put it: beyond the driver's
 * own array per row nothing is kept. After a failure the session is spent.
 */
final class CopyStream {
  private final PostgresConnections connections;
  private final Connection connection;
  private boolean spent;

  /**
   * @param sql the COPY
   * @param object what is read, for messages
   */
  record Query(String sql, String object) {}

  CopyStream(PostgresConnections connections, Connection connection) {
    this.connections = connections;
    this.connection = connection;
  }

  /**
   * Passes on what a load writes of each row, as a complete stream.
   *
   * @return fingerprint of exactly these rows
   */
  Fingerprint rows(Query query, TableLayout layout, long seed, BlockSink sink) {
    RowHash hash = new RowHash(seed);
    int fields = layout.fields().size();
    if (sink == BlockSink.NONE) {
      each(query, fields, hash::add);
    } else {
      BlockBuffer blocks = new BlockBuffer(sink);
      WrittenPart part = new WrittenPart(layout, blocks);
      framed(
          query,
          fields,
          blocks,
          (bytes, offset, length) -> {
            hash.add(bytes, offset, length);
            part.row(bytes, offset, length);
          });
    }
    return hash.fingerprint(layout.encoding(seed));
  }

  /** Passes every row on as it is, as a complete stream. */
  void plain(Query query, int fields, BlockSink sink) {
    BlockBuffer blocks = new BlockBuffer(sink);
    framed(query, fields, blocks, blocks::accept);
  }

  private void framed(Query query, int fields, BlockBuffer blocks, BinaryRows.Consumer rows) {
    blocks.accept(BinaryCopy.header(), 0, BinaryCopy.HEADER_LENGTH);
    each(query, fields, rows);
    byte[] trailer = BinaryCopy.trailer();
    blocks.accept(trailer, 0, trailer.length);
    blocks.flush();
  }

  void each(Query query, int fields, BinaryRows.Consumer consumer) {
    if (spent) {
      throw new IllegalStateException("this reader failed before; take another");
    }
    spent = true;
    CopyOut copy = null;
    try {
      copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(query.sql());
      new BinaryRows(fields, consumer).drain(copy);
      spent = false;
    } catch (SQLException e) {
      throw connections.failure("reading " + query.object(), e);
    } catch (RuntimeException e) {
      throw cut(copy, e);
    }
  }

  /**
   * A sink's or visitor's failure leaves the copy half-way. The session is cut rather than
   * cancelled: after a cancelled COPY the driver may be out of step with the server.
   */
  private RuntimeException cut(CopyOut copy, RuntimeException failure) {
    try {
      if (copy != null && copy.isActive()) {
        connection.abort(Runnable::run);
      }
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }
}
