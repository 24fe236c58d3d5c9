package io.plimsoll.shard;

import io.plimsoll.plan.Plan;
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
 * @param cutOver budget and attempts, from the plan
 */
public record Errand(
    Authority authority,
    String stage,
    Pass pass,
    CaptureMode mode,
    long seed,
    Plan.CutOver cutOver) {

  Errand in(String otherStage) {
    return new Errand(authority, otherStage, pass, mode, seed, cutOver);
  }

  /** Whether clients write while the shard moves. */
  public boolean live() {
    return mode == CaptureMode.LIVE;
  }

  /**
   * How long closing a side may wait for writers in flight. Clients queue behind that wait; with
   * live capture the other half of the budget is for what follows.
   */
  Duration lockBound() {
    return live() ? cutOver.budget().dividedBy(2) : cutOver.budget();
  }
}
