package io.plimsoll.transfer;

import io.plimsoll.store.BlockSink;

/** Passes blocks on and knows how many bytes they were. */
final class CountingSink implements BlockSink {
  private final BlockSink next;
  private long bytes;

  CountingSink(BlockSink next) {
    this.next = next;
  }

  @Override
  public void accept(byte[] block, int offset, int length) {
    bytes += length;
    next.accept(block, offset, length);
  }

  long bytes() {
    return bytes;
  }
}
