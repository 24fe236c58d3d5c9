package io.plimsoll.transfer;

import io.plimsoll.common.Digest;
import io.plimsoll.common.ObjectName;
import java.util.List;
import java.util.Set;

/**
 * What to put into a vault.
 *
 * @param set {@code <plan>/<run>/<shard>}
 * @param plan as submitted, with its identity
 * @param objects all that is in scope
 * @param excluded objects the plan leaves behind in writing
 * @param seed of the row hashes, the one the view was opened with
 * @param chunkBytes size of a chunk to aim at, as stored in the source
 */
public record SnapshotRequest(
    String set,
    PlanRef plan,
    List<ObjectName> objects,
    Set<ObjectName> excluded,
    long seed,
    long chunkBytes) {

  public record PlanRef(String name, Digest digest) {}

  public static String set(String plan, String run, String shard) {
    return plan + "/" + run + "/" + shard;
  }
}
