package io.plimsoll.audit;

/**
 * How the log is at one moment.
 *
 * @param origin names the log
 * @param tree its right edge, from which size and root follow
 * @param key signs it at this size
 */
public record Head(String origin, Frontier tree, VerifierKey key) {
  public long size() {
    return tree.size();
  }

  public Checkpoint checkpoint() {
    return new Checkpoint(origin, tree.size(), tree.root());
  }
}
