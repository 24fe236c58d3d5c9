package io.plimsoll.store;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import java.time.Instant;
import java.util.Optional;

/**
 * The row in a store that says who may write, and which run holds it.
 *
 * @param control the control database the run lives in
 * @param attempt counts cuts of this shard
 * @param until when a CUT lapses, by the store's clock
 */
public record Side(
    RunId run,
    String control,
    ShardId shard,
    Role role,
    int attempt,
    Epoch epoch,
    SideState state,
    Optional<Instant> until) {

  public enum Role {
    SOURCE,
    TARGET
  }
}
