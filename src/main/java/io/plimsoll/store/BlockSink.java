package io.plimsoll.store;

/** Takes the encoded bytes of a chunk as they stream by; blocks end anywhere. */
@FunctionalInterface
public interface BlockSink {
  BlockSink NONE = (bytes, offset, length) -> {};

  /** The array is the caller's and may be reused after the call. */
  void accept(byte[] bytes, int offset, int length);
}
