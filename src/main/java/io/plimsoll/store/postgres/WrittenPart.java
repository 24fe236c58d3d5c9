package io.plimsoll.store.postgres;

import io.plimsoll.store.BlockSink;

/**
 * Passes on of each row what a load writes: all of it, or its front where generated values follow.
 */
final class WrittenPart {
  private final BlockSink sink;
  private final boolean whole;
  private final int written;
  private final byte[] count;

  WrittenPart(TableLayout layout, BlockSink sink) {
    this.sink = sink;
    this.whole = !layout.hasGenerated();
    this.written = layout.written();
    this.count = new byte[] {(byte) (written >>> Byte.SIZE), (byte) written};
  }

  void row(byte[] bytes, int offset, int length) {
    if (whole) {
      sink.accept(bytes, offset, length);
      return;
    }
    int start = offset + BinaryCopy.FIELD_COUNT_LENGTH;
    int end = start;
    for (int field = 0; field < written; field++) {
      int size = BinaryCopy.int32(bytes, end);
      end += BinaryCopy.FIELD_LENGTH_LENGTH + Math.max(size, 0);
    }
    if (end > offset + length) {
      throw BinaryCopy.broken("a row is shorter than its fields");
    }
    sink.accept(count, 0, count.length);
    sink.accept(bytes, start, end - start);
  }
}
