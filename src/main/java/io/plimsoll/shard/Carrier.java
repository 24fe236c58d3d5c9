package io.plimsoll.shard;

import io.plimsoll.common.Digest;

/** How the writes of a shard's clients are dealt with on the way forward. */
interface Carrier extends ShardDriver.Turns, AutoCloseable {

  /** Before the first row is read for the copy. */
  void beforeCopy();

  /** All rows are loaded, and each table has the key its rows are found by. */
  void loaded();

  /** Everything is built. */
  void built();

  /** The target against the source, before the cut-over. */
  Compared verify();

  /** Both sides after the cut-over. */
  Compared soak();

  /**
   * @param pinned the schema digest the snapshot was taken with
   */
  Carrier pinnedTo(Digest pinned);

  /** How long clients could not write so far. */
  Blocked blocked();

  @Override
  default void close() {}
}
