package io.plimsoll.sidekick;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * The records one table of one shard does hold, in key order, streamed; one in memory at a time.
 */
final class StoredRows implements AutoCloseable {
  private final CopyOut copy;
  private final Table table;
  private final CopyRow row = new CopyRow();
  private RowKey key;

  StoredRows(Connection connection, Table table) throws SQLException {
    String sql =
        "COPY (SELECT %s FROM public.%s ORDER BY %s) TO STDOUT"
            .formatted(String.join(", ", table.columns()), table.sqlName(), table.order());
    this.table = table;
    this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
  }

  /** Moves to the next record; false behind the last. */
  boolean next() throws SQLException {
    byte[] line = copy.readFromCopy();
    if (line == null) {
      return false;
    }
    row.read(line);
    RowKey before = key;
    key = table.keyOf(row);
    if (before != null && before.compareTo(key) > 0) {
      throw new SidekickException(
          "table %s is not sorted as its column types should be; not audited"
              .formatted(table.sqlName()));
    }
    return true;
  }

  CopyRow row() {
    return row;
  }

  RowKey key() {
    return key;
  }

  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
