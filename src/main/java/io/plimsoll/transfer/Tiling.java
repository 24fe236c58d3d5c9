package io.plimsoll.transfer;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Chunk;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whether chunks cover an object's whole key space, open at both ends, without gap or overlap. */
final class Tiling {
  private Tiling() {}

  /** What is wrong; empty when the chunks cover the object. */
  static Optional<String> problem(ObjectName object, List<Chunk> chunks) {
    if (chunks.isEmpty()) {
      return Optional.of(object + ": no chunk at all");
    }
    List<Chunk> ordered = chunks.stream().sorted(Comparator.comparingInt(Chunk::number)).toList();
    Optional<List<String>> edge = Optional.empty();
    for (int i = 0; i < ordered.size(); i++) {
      Chunk chunk = ordered.get(i);
      boolean last = i == ordered.size() - 1;
      if (chunk.number() != i) {
        return Optional.of("%s: chunk %d is missing or doubled".formatted(object, i));
      }
      if (!chunk.lower().equals(edge) || chunk.upper().isEmpty() != last) {
        return Optional.of(
            "%s: chunk %d does not continue where the one before ends".formatted(object, i));
      }
      edge = chunk.upper();
    }
    return Optional.empty();
  }
}
