package io.plimsoll.audit;

import io.plimsoll.common.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The right edge of a hash tree: the roots of its full subtrees, largest first. It is all that the
 * next leaf and the root need, and as long as the binary digits of the size.
 */
public record Frontier(long size, List<Digest> peaks) {
  private static final int HEX = 64;

  public static final Frontier EMPTY = new Frontier(0, List.of());

  public Frontier {
    peaks = List.copyOf(peaks);
    if (peaks.size() != Long.bitCount(size)) {
      throw new IllegalArgumentException(
          "a tree of %d leaves has %d full subtrees, found %d"
              .formatted(size, Long.bitCount(size), peaks.size()));
    }
  }

  public Frontier plus(Digest leaf) {
    var grown = new ArrayList<Digest>(peaks);
    Digest merged = leaf;
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      merged = Merkle.node(grown.remove(grown.size() - 1), merged);
    }
    grown.add(merged);
    return new Frontier(size + 1, grown);
  }

  public Digest root() {
    if (peaks.isEmpty()) {
      return Merkle.EMPTY;
    }
    Digest root = peaks.get(peaks.size() - 1);
    for (int i = peaks.size() - 2; i >= 0; i--) {
      root = Merkle.node(peaks.get(i), root);
    }
    return root;
  }

  /** The peaks in hex, one behind the other. */
  public String text() {
    return peaks.stream().map(Digest::hex).collect(Collectors.joining());
  }

  public static Frontier of(long size, String text) {
    return new Frontier(
        size,
        IntStream.range(0, text.length() / HEX)
            .mapToObj(i -> new Digest(text.substring(i * HEX, (i + 1) * HEX)))
            .toList());
  }
}
