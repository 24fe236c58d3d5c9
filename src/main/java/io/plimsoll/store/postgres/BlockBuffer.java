package io.plimsoll.store.postgres;

import io.plimsoll.store.BlockSink;

/** Gathers small pieces into blocks before they go on; large ones pass through. */
final class BlockBuffer implements BlockSink {
  private static final int BLOCK = 64 * 1024;
  private static final int LARGE = BLOCK / 4;

  private final byte[] block = new byte[BLOCK];
  private final BlockSink next;
  private int filled;

  BlockBuffer(BlockSink next) {
    this.next = next;
  }

  @Override
  public void accept(byte[] bytes, int offset, int length) {
    if (length >= LARGE) {
      flush();
      next.accept(bytes, offset, length);
      return;
    }
    if (length > BLOCK - filled) {
      flush();
    }
    System.arraycopy(bytes, offset, block, filled, length);
    filled += length;
  }

  void flush() {
    if (filled > 0) {
      next.accept(block, 0, filled);
      filled = 0;
    }
  }
}
