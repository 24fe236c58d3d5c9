package io.plimsoll.store.postgres;

import io.plimsoll.store.BlockSink;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Passes a binary COPY stream on to the server, checked on its way; nothing of it is kept. It never
 * leaves a copy half-way behind.
 */
final class CopyIntake {
  /** As the server would refuse them: bad_copy_file_format. */
  static final String OTHER_COLUMNS = "22P04";

  private final CopyIn copy;

  private CopyIntake(CopyIn copy) {
    this.copy = copy;
  }

  /** A driver's failure on its way through a sink. */
  private static final class Refused extends RuntimeException {
    private final SQLException failure;

    Refused(SQLException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  /**
   * @param sql a copy from stdin in binary format
   * @param fields of each row
   * @return the rows, as many as the server counted
   */
  static long load(Connection connection, String sql, int fields, Consumer<BlockSink> from)
      throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    try {
      return new CopyIntake(copy).load(fields, from);
    } catch (Refused e) {
      throw cancelled(copy, e.failure);
    } catch (BinaryCopy.OtherColumns e) {
      throw cancelled(copy, new SQLException(e.getMessage(), OTHER_COLUMNS, e));
    } catch (SQLException e) {
      throw cancelled(copy, e);
    } catch (RuntimeException e) {
      throw cancelled(copy, e);
    }
  }

  private long load(int fields, Consumer<BlockSink> from) throws SQLException {
    StreamCheck check = new StreamCheck(fields);
    BlockBuffer blocks = new BlockBuffer(this::send);
    from.accept(
        (bytes, offset, length) -> {
          check.accept(bytes, offset, length);
          blocks.accept(bytes, offset, length);
        });
    long streamed = check.completeRows();
    blocks.flush();
    long rows = copy.endCopy();
    if (rows != streamed) {
      throw BinaryCopy.broken("%d rows were sent, the server counted %d".formatted(streamed, rows));
    }
    return rows;
  }

  private void send(byte[] bytes, int offset, int length) {
    try {
      copy.writeToCopy(bytes, offset, length);
    } catch (SQLException e) {
      throw new Refused(e);
    }
  }

  /** Without this the session would wait for the rest of the copy for ever. */
  private static <E extends Exception> E cancelled(CopyIn copy, E failure) {
    try {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }
}
