package io.plimsoll.store.postgres;

import io.plimsoll.store.BlockSink;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView.ChunkReader;
import io.plimsoll.store.ConsistentView.RowVisitor;
import io.plimsoll.store.Fingerprint;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Reads chunks as binary COPY and hashes each row where the driver put it: beyond the driver's own
 * array per row nothing is kept. After a failure the session is spent; take another reader.
 */
final class PostgresChunkReader implements ChunkReader {
  private final PostgresView view;
  private final PostgresConnections connections;
  private final Connection connection;
  private boolean spent;

  PostgresChunkReader(PostgresView view, PostgresConnections connections, Connection connection) {
    this.view = view;
    this.connections = connections;
    this.connection = connection;
  }

  @Override
  public Fingerprint read(Chunk chunk, BlockSink sink) {
    TableLayout layout = view.layout(chunk.object());
    RowHash hash = new RowHash(view.seed());
    if (sink == BlockSink.NONE) {
      stream(chunk, layout, hash::add);
    } else {
      BlockBuffer blocks = new BlockBuffer(sink);
      blocks.accept(BinaryCopy.header(), 0, BinaryCopy.HEADER_LENGTH);
      WrittenPart part = new WrittenPart(layout, blocks);
      stream(
          chunk,
          layout,
          (bytes, offset, length) -> {
            hash.add(bytes, offset, length);
            part.row(bytes, offset, length);
          });
      byte[] trailer = BinaryCopy.trailer();
      blocks.accept(trailer, 0, trailer.length);
      blocks.flush();
    }
    return hash.fingerprint(layout.encoding(view.seed()));
  }

  @Override
  public void rows(Chunk chunk, RowVisitor visitor) {
    TableLayout layout = view.layout(chunk.object());
    RowHash hash = new RowHash(view.seed());
    PostgresRow row = new PostgresRow(layout, hash);
    stream(
        chunk,
        layout,
        (bytes, offset, length) -> {
          hash.add(bytes, offset, length);
          row.set(bytes, offset, length);
          visitor.row(row);
        });
  }

  private void stream(Chunk chunk, TableLayout layout, BinaryRows.Consumer consumer) {
    view.requireOpen();
    if (spent) {
      throw new IllegalStateException("this reader failed before; take another");
    }
    spent = true;
    CopyOut copy = null;
    try {
      copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(layout.copyOut(chunk));
      new BinaryRows(layout.fields().size(), consumer).drain(copy);
      spent = false;
    } catch (SQLException e) {
      throw connections.failure("reading " + KeyRanges.text(chunk), e);
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

  @Override
  public void close() {
    PostgresView.ended(connection);
  }
}
