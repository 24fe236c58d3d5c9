package io.plimsoll.audit;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import java.util.List;

/**
 * What the verifier has to say.
 *
 * @param events how many lines the log has
 * @param root of the tree over them
 * @param checkpoints how many were looked at
 * @param covered how many events a valid checkpoint covers
 * @param findings what is wrong blocks; notes and warnings do not
 */
public record Verification(
    long events, Digest root, int checkpoints, long covered, List<Finding> findings) {
  public boolean valid() {
    return findings.stream().noneMatch(Finding::blocks);
  }
}
