package io.plimsoll.audit;

import io.plimsoll.common.Digest;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows that the log of the smaller size is a prefix of the larger one, to somebody who knows the
 * two roots alone.
 */
public record ConsistencyProof(long smaller, long larger, List<Digest> path) {

  /** Whether the proof leads to both roots (RFC 9162, 2.1.4.2). */
  public boolean holds(Digest smallerRoot, Digest largerRoot) {
    if (smaller == larger) {
      return path.isEmpty() && smallerRoot.equals(largerRoot);
    }
    if (smaller <= 0 || smaller > larger || path.isEmpty()) {
      return false;
    }
    var steps = new ArrayList<Digest>(path);
    if (Long.bitCount(smaller) == 1) {
      steps.add(0, smallerRoot);
    }
    long node = smaller - 1;
    long last = larger - 1;
    while ((node & 1) == 1) {
      node >>= 1;
      last >>= 1;
    }
    Digest first = steps.get(0);
    Digest second = first;
    for (Digest step : steps.subList(1, steps.size())) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        first = Merkle.node(step, first);
        second = Merkle.node(step, second);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        second = Merkle.node(second, step);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && first.equals(smallerRoot) && second.equals(largerRoot);
  }
}
