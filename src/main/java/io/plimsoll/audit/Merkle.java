package io.plimsoll.audit;

import io.plimsoll.common.Digest;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The hash tree of RFC 6962, section 2.1: leaves and nodes are hashed with different first bytes,
 * so that no node passes for a leaf.
 */
final class Merkle {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  /** The root of no leaves at all. */
  static final Digest EMPTY = Digest.of(new byte[0]);

  private Merkle() {}

  static Digest leaf(byte[] content) {
    MessageDigest hash = Digest.sha256();
    hash.update(LEAF);
    hash.update(content);
    return Digest.of(hash);
  }

  static Digest node(Digest left, Digest right) {
    MessageDigest hash = Digest.sha256();
    hash.update(NODE);
    hash.update(HexFormat.of().parseHex(left.hex()));
    hash.update(HexFormat.of().parseHex(right.hex()));
    return Digest.of(hash);
  }

  static Digest root(List<Digest> leaves) {
    Frontier frontier = Frontier.EMPTY;
    for (Digest leaf : leaves) {
      frontier = frontier.plus(leaf);
    }
    return frontier.root();
  }

  /** {@code PATH(m, D[n])}: the siblings from the leaf up to the root. */
  static List<Digest> path(int leaf, List<Digest> leaves) {
    var path = new ArrayList<Digest>();
    int size = leaves.size();
    if (size > 1) {
      int left = leftOf(size);
      if (leaf < left) {
        path.addAll(path(leaf, leaves.subList(0, left)));
        path.add(root(leaves.subList(left, size)));
      } else {
        path.addAll(path(leaf - left, leaves.subList(left, size)));
        path.add(root(leaves.subList(0, left)));
      }
    }
    return path;
  }

  /** {@code PROOF(m, D[n])}: what shows that the first m leaves are a prefix of all. */
  static List<Digest> proof(int smaller, List<Digest> leaves) {
    return subproof(smaller, leaves, true);
  }

  /**
   * @param whole whether the smaller tree is this very subtree, which its verifier knows already
   */
  private static List<Digest> subproof(int smaller, List<Digest> leaves, boolean whole) {
    int size = leaves.size();
    var proof = new ArrayList<Digest>();
    if (smaller == size) {
      if (!whole) {
        proof.add(root(leaves));
      }
      return proof;
    }
    int left = leftOf(size);
    if (smaller <= left) {
      proof.addAll(subproof(smaller, leaves.subList(0, left), whole));
      proof.add(root(leaves.subList(left, size)));
    } else {
      proof.addAll(subproof(smaller - left, leaves.subList(left, size), false));
      proof.add(root(leaves.subList(0, left)));
    }
    return proof;
  }

  /** The largest power of two smaller than the size, which is at least 2. */
  private static int leftOf(int size) {
    return Integer.highestOneBit(size - 1);
  }
}
