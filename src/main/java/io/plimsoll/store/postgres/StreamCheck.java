package io.plimsoll.store.postgres;

/**
 * Follows a binary COPY stream cut into blocks anywhere: counts its rows and makes sure it is
 * complete. The server itself takes a stream that ends between two rows for a whole one.
 */
final class StreamCheck {
  private final int fields;
  private int headerSeen;
  private int fieldsLeft;
  private int skip;
  private int number;
  private int numberSeen;
  private long rows;
  private boolean ended;

  StreamCheck(int fields) {
    this.fields = fields;
  }

  void accept(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int position = headerSeen < BinaryCopy.HEADER_LENGTH ? header(bytes, offset, end) : offset;
    while (position < end) {
      if (ended) {
        throw BinaryCopy.broken("it goes on after its end");
      }
      if (skip > 0) {
        int step = Math.min(skip, end - position);
        skip -= step;
        position += step;
      } else {
        position =
            fieldsLeft > 0 ? fieldLength(bytes, position, end) : rowStart(bytes, position, end);
      }
    }
  }

  private int header(byte[] bytes, int offset, int end) {
    int position = offset;
    while (position < end && headerSeen < BinaryCopy.HEADER_LENGTH) {
      if (bytes[position++] != BinaryCopy.headerByte(headerSeen++)) {
        throw BinaryCopy.broken("it does not begin with the expected header");
      }
    }
    return position;
  }

  private int fieldLength(byte[] bytes, int position, int end) {
    if (numberSeen == 0 && end - position >= BinaryCopy.FIELD_LENGTH_LENGTH) {
      field(BinaryCopy.int32(bytes, position));
      return position + BinaryCopy.FIELD_LENGTH_LENGTH;
    }
    if (gather(bytes[position], BinaryCopy.FIELD_LENGTH_LENGTH)) {
      field(taken());
    }
    return position + 1;
  }

  private int rowStart(byte[] bytes, int position, int end) {
    if (numberSeen == 0 && end - position >= BinaryCopy.FIELD_COUNT_LENGTH) {
      row(BinaryCopy.int16(bytes, position));
      return position + BinaryCopy.FIELD_COUNT_LENGTH;
    }
    if (gather(bytes[position], BinaryCopy.FIELD_COUNT_LENGTH)) {
      row((short) taken());
    }
    return position + 1;
  }

  /** Adds one byte to a number; whether it is complete. */
  private boolean gather(byte next, int size) {
    number = number << Byte.SIZE | next & 0xff;
    return ++numberSeen == size;
  }

  private int taken() {
    int taken = number;
    number = 0;
    numberSeen = 0;
    return taken;
  }

  private void field(int size) {
    if (size < -1) {
      throw BinaryCopy.broken("a field of %d bytes in row %d".formatted(size, rows));
    }
    skip = Math.max(size, 0);
    fieldsLeft--;
  }

  private void row(int count) {
    if (count == BinaryCopy.END) {
      ended = true;
    } else if (count == fields) {
      fieldsLeft = fields;
      rows++;
    } else if (rows == 0) {
      throw new BinaryCopy.OtherColumns(count, fields);
    } else {
      throw BinaryCopy.broken("row %d has %d fields instead of %d".formatted(rows, count, fields));
    }
  }

  /** How many rows came; fails when the stream is not at its end. */
  long completeRows() {
    if (!ended) {
      throw BinaryCopy.broken("it was cut off after %d rows".formatted(rows));
    }
    return rows;
  }
}
