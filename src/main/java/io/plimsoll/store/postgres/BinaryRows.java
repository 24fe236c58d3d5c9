package io.plimsoll.store.postgres;

import java.sql.SQLException;
import org.postgresql.copy.CopyOut;

/**
 * Takes a binary COPY from the server apart into rows. The server sends one row per message, the
 * header before the first and the trailer as the last; anything else is an error, never skipped.
 */
final class BinaryRows {
  private final int fields;
  private final Consumer consumer;

  /** Sees one row: its field count, then its fields. The bytes are the driver's. */
  interface Consumer {
    void row(byte[] bytes, int offset, int length);
  }

  BinaryRows(int fields, Consumer consumer) {
    this.fields = fields;
    this.consumer = consumer;
  }

  void drain(CopyOut copy) throws SQLException {
    byte[] message = copy.readFromCopy();
    if (message == null || !BinaryCopy.startsWithHeader(message)) {
      throw BinaryCopy.broken("it does not begin with the expected header");
    }
    boolean ended = take(message, BinaryCopy.HEADER_LENGTH);
    while ((message = copy.readFromCopy()) != null) {
      if (ended) {
        throw BinaryCopy.broken("it goes on after its end");
      }
      ended = take(message, 0);
    }
    if (!ended) {
      throw BinaryCopy.broken("it ended without a trailer");
    }
  }

  /** Whether this was the trailer. */
  private boolean take(byte[] message, int offset) {
    int length = message.length - offset;
    if (length < BinaryCopy.FIELD_COUNT_LENGTH) {
      throw BinaryCopy.broken("a row of %d bytes".formatted(length));
    }
    int count = BinaryCopy.int16(message, offset);
    if (count == BinaryCopy.END && length == BinaryCopy.FIELD_COUNT_LENGTH) {
      return true;
    }
    if (count != fields) {
      throw BinaryCopy.broken("a row of %d fields instead of %d".formatted(count, fields));
    }
    consumer.row(message, offset, length);
    return false;
  }
}
