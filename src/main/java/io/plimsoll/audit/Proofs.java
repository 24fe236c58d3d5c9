package io.plimsoll.audit;

import io.plimsoll.common.Digest;
import java.util.List;

/** Makes proofs from the leaf hashes of a log. */
public final class Proofs {
  private Proofs() {}

  /**
   * @param leaves of the tree the proof is for
   */
  public static InclusionProof inclusion(long sequence, List<Digest> leaves) {
    if (sequence < 0 || sequence >= leaves.size()) {
      throw new AuditException(
          "event %d is not among the %d first ones".formatted(sequence, leaves.size()));
    }
    return new InclusionProof(sequence, leaves.size(), Merkle.path((int) sequence, leaves));
  }

  /**
   * @param leaves of the larger tree
   */
  public static ConsistencyProof consistency(long smaller, List<Digest> leaves) {
    if (smaller < 1 || smaller > leaves.size()) {
      throw new AuditException(
          "a log of %d events has no proof from size %d".formatted(leaves.size(), smaller));
    }
    return new ConsistencyProof(smaller, leaves.size(), Merkle.proof((int) smaller, leaves));
  }
}
