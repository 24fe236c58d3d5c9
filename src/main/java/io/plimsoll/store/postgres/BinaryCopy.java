package io.plimsoll.store.postgres;

import io.plimsoll.store.StoreException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The framing of PostgreSQL's binary COPY: a 19-byte header, rows of length-prefixed fields, a
 * two-byte trailer. All numbers are big-endian.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, Binary Format</a>
 */
final class BinaryCopy {
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};
  static final int HEADER_LENGTH = HEADER.length;
  static final int FIELD_COUNT_LENGTH = Short.BYTES;
  static final int FIELD_LENGTH_LENGTH = Integer.BYTES;
  static final int END = -1;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private BinaryCopy() {}

  static byte[] header() {
    return HEADER.clone();
  }

  static byte[] trailer() {
    return TRAILER.clone();
  }

  /** Whether the bytes begin with the header, without flags or extension. */
  static boolean startsWithHeader(byte[] bytes) {
    return bytes.length >= HEADER_LENGTH
        && Arrays.equals(bytes, 0, HEADER_LENGTH, HEADER, 0, HEADER_LENGTH);
  }

  static byte headerByte(int position) {
    return HEADER[position];
  }

  static int int16(byte[] bytes, int offset) {
    return (short) SHORT.get(bytes, offset);
  }

  static int int32(byte[] bytes, int offset) {
    return (int) INT.get(bytes, offset);
  }

  static long int64(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }

  /** The rows have another number of columns than the table they are for; the stream is sound. */
  static final class OtherColumns extends StoreException {
    OtherColumns(int fields, int expected) {
      super(
          "binary COPY stream: rows of %d fields instead of %d".formatted(fields, expected),
          false,
          null);
    }
  }

  /** What came is not what the format promises: the stream was cut or is not one. */
  static StoreException broken(String what) {
    return new StoreException("binary COPY stream: " + what, false, null);
  }
}
