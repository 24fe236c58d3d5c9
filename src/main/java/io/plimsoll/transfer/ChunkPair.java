package io.plimsoll.transfer;

import io.plimsoll.common.Verdict;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.Fingerprint;
import java.util.Optional;

/**
 * What is known of one chunk on both ends. An absent fingerprint was not measured, and nothing that
 * was not measured is equal.
 *
 * @param problem why a side is absent; empty when both are there
 */
record ChunkPair(
    Chunk chunk, Optional<Fingerprint> source, Optional<Fingerprint> target, String problem) {

  static ChunkPair missing(Chunk chunk, String problem) {
    return new ChunkPair(chunk, Optional.empty(), Optional.empty(), problem);
  }

  ChunkPair withTarget(Fingerprint other) {
    return new ChunkPair(chunk, source, Optional.of(other), problem);
  }

  /** The one place where equality of a chunk is decided. */
  Verdict verdict() {
    if (source.isEmpty() || target.isEmpty()) {
      return Verdict.NOT_VERIFIED;
    }
    if (!source.get().encoding().equals(target.get().encoding())) {
      return Verdict.NOT_VERIFIED;
    }
    return source.get().matches(target.get()) ? Verdict.EQUAL : Verdict.DIFFERENT;
  }

  String text() {
    String encodings =
        source.isPresent() && target.isPresent() && problem.isEmpty()
            ? "encodings differ: %s and %s"
                .formatted(source.get().encoding(), target.get().encoding())
            : problem;
    return "%s chunk %d: %s".formatted(chunk.object(), chunk.number(), encodings);
  }
}
