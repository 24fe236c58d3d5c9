package io.plimsoll.audit;

import java.util.ArrayList;
import java.util.List;

/** The keys of a log, each with the event that brought it in. */
final class KeyChain {
  private record Link(long sequence, VerifierKey key) {}

  private final List<Link> links = new ArrayList<>();

  void add(long sequence, VerifierKey key) {
    links.add(new Link(sequence, key));
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  VerifierKey newest() {
    return links.get(links.size() - 1).key();
  }

  /** Where the key stands in the chain, or -1. */
  int indexOf(VerifierKey key) {
    return links.stream().map(Link::key).toList().indexOf(key);
  }

  VerifierKey at(int index) {
    return links.get(index).key();
  }

  /** Which key signs a log of this size: the newest one that is named in it; -1 for none. */
  int indexFor(long size) {
    int index = -1;
    while (index + 1 < links.size() && links.get(index + 1).sequence() < size) {
      index++;
    }
    return index;
  }
}
