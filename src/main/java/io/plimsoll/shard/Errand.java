package io.plimsoll.shard;

import io.plimsoll.store.Authority;
import io.plimsoll.transfer.Pass;
import java.time.Duration;

/**
 * In whose name and under which terms a shard goes its way.
 *
 * @param stage for the journal: the stage's word, or {@code rollback}
 * @param pass which chunks of the ledger are this way's: COPY, or REHEARSAL in the dry run
 * @param mode how the source is captured
 * @param seed of the row hashes
 * @param lockBound how long closing a side may wait for writers in flight
 */
public record Errand(
    Authority authority, String stage, Pass pass, CaptureMode mode, long seed, Duration lockBound) {

  Errand in(String otherStage) {
    return new Errand(authority, otherStage, pass, mode, seed, lockBound);
  }
}
