package io.plimsoll.shard;

import io.plimsoll.common.Finding;
import io.plimsoll.common.Verdict;
import io.plimsoll.transfer.Differences;
import io.plimsoll.transfer.Verification;
import java.util.List;

/**
 * One full comparison of a shard with everything it turned up.
 *
 * @param differences per object that differs
 * @param metadata where schema or sequences differ
 */
public record Compared(Verification rows, List<Differences> differences, List<Finding> metadata) {

  /** Rows and metadata together; different metadata is a difference. */
  public Verdict verdict() {
    return rows.verdict() == Verdict.EQUAL && !metadata.isEmpty()
        ? Verdict.DIFFERENT
        : rows.verdict();
  }

  public boolean equal() {
    return verdict() == Verdict.EQUAL;
  }
}
