package io.plimsoll.transfer;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.Identity;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The end a side is compared with: a ledger, a manifest or another live moment.
 *
 * @param mustDiffer identity the compared side must not share; empty when it is meant to be the
 *     same
 * @param position of that end's moment
 * @param counts rows per object counted in one statement, where such a count exists
 */
record Expectation(
    Optional<Identity> mustDiffer,
    String position,
    List<Chunk> chunks,
    Source source,
    Function<ObjectName, Optional<Long>> counts) {

  /** How that end comes by its fingerprint of a chunk; empty when it has none. */
  interface Source {
    Optional<Fingerprint> of(Chunk chunk, Optional<ConsistentView.ChunkReader> live);
  }

  static final Source READ_AGAIN =
      (chunk, live) -> Optional.of(live.orElseThrow().read(chunk, BlockSink.NONE));
}
