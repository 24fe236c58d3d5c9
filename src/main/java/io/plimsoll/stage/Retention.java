package io.plimsoll.stage;

import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.store.Vault;
import java.util.List;

/** Removes older snapshots of the plan beyond what it keeps; the newest proven one always stays. */
final class Retention {
  private final StageContext context;

  Retention(StageContext context) {
    this.context = context;
  }

  Outcome apply() {
    var snapshot = context.plan().spec().snapshot();
    int removed = 0;
    try (Vault vault = context.tools().stores().vault(snapshot.vault())) {
      for (ShardPlan shard : context.shards()) {
        List<String> sets = setsOf(vault, shard);
        for (String old : sets.subList(Math.min(snapshot.keep(), sets.size()), sets.size())) {
          vault.remove(old);
          removed++;
        }
      }
    }
    return Outcome.passed(removed == 0 ? "" : removed + " old snapshots removed");
  }

  /** Proven sets of this plan and shard, newest first. */
  private List<String> setsOf(Vault vault, ShardPlan shard) {
    String plan = context.plan().name() + "/";
    String end = "/" + shard.name();
    return vault.sets().stream()
        .filter(set -> set.startsWith(plan) && set.endsWith(end))
        .filter(set -> vault.proof(set).isPresent())
        .toList();
  }
}
