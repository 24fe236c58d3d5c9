package io.plimsoll.store.postgres;

import io.plimsoll.store.BlockSink;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView.ChunkReader;
import io.plimsoll.store.ConsistentView.RowVisitor;
import io.plimsoll.store.Fingerprint;
import java.sql.Connection;

/** Reads chunks of one view on a session of its own. After a failure take another reader. */
final class PostgresChunkReader implements ChunkReader {
  private final PostgresView view;
  private final Connection connection;
  private final CopyStream stream;

  PostgresChunkReader(PostgresView view, PostgresConnections connections, Connection connection) {
    this.view = view;
    this.connection = connection;
    this.stream = new CopyStream(connections, connection);
  }

  @Override
  public Fingerprint read(Chunk chunk, BlockSink sink) {
    view.requireOpen();
    TableLayout layout = view.layout(chunk.object());
    var query = new CopyStream.Query(layout.copyOut(chunk), KeyRanges.text(chunk));
    Fingerprint fingerprint = stream.rows(query, layout, view.seed(), sink);
    view.requireUnchanged(connection, chunk.object());
    return fingerprint;
  }

  @Override
  public void rows(Chunk chunk, RowVisitor visitor) {
    view.requireOpen();
    TableLayout layout = view.layout(chunk.object());
    RowHash hash = new RowHash(view.seed());
    PostgresRow row = new PostgresRow(layout, hash);
    stream.each(
        new CopyStream.Query(layout.copyOut(chunk), KeyRanges.text(chunk)),
        layout.fields().size(),
        (bytes, offset, length) -> {
          hash.add(bytes, offset, length);
          row.set(bytes, offset, length);
          visitor.row(row);
        });
    view.requireUnchanged(connection, chunk.object());
  }

  @Override
  public void close() {
    PostgresView.ended(connection);
  }
}
