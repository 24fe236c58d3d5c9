package io.plimsoll.transfer;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.store.Chunk;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one full comparison of a shard measured. Equal means: every row of every object was read on
 * both ends and matched. An error is not a verdict.
 *
 * @param moment positions of both sides the sentence is about
 * @param selfCheck errors injected into the comparing code path and found again
 * @param findings why something is not verified, or which count differs
 */
public record Verification(
    ShardId shard,
    Verdict verdict,
    Moment moment,
    List<ObjectResult> objects,
    SelfCheck selfCheck,
    List<Finding> findings,
    Throughput throughput) {
  private static final double PERCENT = 100.0;

  public record Moment(String source, String target, Instant from, Instant to) {}

  /**
   * @param sourceRows by the source's fingerprints; −1 when not all of them are known
   * @param targetRows as read on the target; −1 when not all could be read
   * @param sourceSum of the row hashes, 32 hex digits; empty when not all are known
   * @param compared how many of the chunks were compared on both ends
   */
  public record ObjectResult(
      ObjectName object,
      Verdict verdict,
      long sourceRows,
      long targetRows,
      Optional<String> sourceSum,
      Optional<String> targetSum,
      int chunks,
      int compared,
      List<Chunk> differing) {}

  /** The verifier's own proof: it must find exactly what was injected. */
  public record SelfCheck(int injected, int found, long seed) {
    public boolean passed() {
      return injected > 0 && injected == found;
    }
  }

  /** Of all chunks, how many were compared on both ends: 100 only when none is missing. */
  public double coveragePercent() {
    long chunks = objects.stream().mapToLong(ObjectResult::chunks).sum();
    long compared = objects.stream().mapToLong(ObjectResult::compared).sum();
    return chunks == 0 ? 0 : PERCENT * compared / chunks;
  }

  public boolean equal() {
    return verdict == Verdict.EQUAL;
  }

  /** The chunks that differ, over all objects. */
  public List<Chunk> differing() {
    return objects.stream().flatMap(object -> object.differing().stream()).toList();
  }
}
