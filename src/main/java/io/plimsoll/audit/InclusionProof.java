package io.plimsoll.audit;

import io.plimsoll.common.Digest;
import java.util.List;
import java.util.Optional;

/**
 * Shows that one event is in the log of a size, to somebody who knows the root alone.
 *
 * @param sequence of the event
 * @param size of the tree
 * @param path siblings from the leaf upward
 */
public record InclusionProof(long sequence, long size, List<Digest> path) {

  /** Whether the proof leads from the event's leaf hash to the root (RFC 9162, 2.1.3.2). */
  public boolean holds(Digest leaf, Digest root) {
    return walk(leaf).filter(root::equals).isPresent();
  }

  /**
   * Where the proof leads from the event's leaf hash.
   *
   * @throws AuditException when it leads nowhere
   */
  public Digest root(Digest leaf) {
    return walk(leaf)
        .orElseThrow(() -> new AuditException("no proof of event " + sequence + " was made"));
  }

  private Optional<Digest> walk(Digest leaf) {
    if (sequence < 0 || sequence >= size) {
      return Optional.empty();
    }
    long node = sequence;
    long last = size - 1;
    Digest hash = leaf;
    for (Digest sibling : path) {
      if (last == 0) {
        return Optional.empty();
      }
      if ((node & 1) == 1 || node == last) {
        hash = Merkle.node(sibling, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        hash = Merkle.node(hash, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 ? Optional.of(hash) : Optional.empty();
  }
}
