package io.plimsoll.shard;

import io.plimsoll.common.Finding;
import io.plimsoll.store.Replay.Unexpected;
import java.util.List;

/**
 * What became of the writes that a target took in before its clients went back.
 *
 * @param keys brought into the source by the last ticks
 * @param missed why the target's capture may have missed changes: then a row that differs may be a
 *     client's
 * @param setAside rows that clients changed and that were not as the source has them: both versions
 *     are kept, a person decides
 * @param compared both sides after that, the target closed, the source not yet open: what differs
 *     was never captured, and stays on the closed target
 */
public record CarriedBack(
    long keys, List<Finding> missed, List<Unexpected> setAside, Compared compared) {

  /** Rows that need a person. */
  public long strangers() {
    return compared.differences().stream().mapToLong(d -> d.total()).sum();
  }
}
