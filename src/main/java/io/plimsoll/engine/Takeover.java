package io.plimsoll.engine;

import io.plimsoll.common.Epoch;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.run.Journal;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Side;
import io.plimsoll.store.Store;
import io.plimsoll.store.Stores;
import java.util.Optional;

/**
 * What a node does before it touches a run that somebody held before: raise the epoch on source and
 * target of every shard, then look, then settle the journal. One store out of reach stops it.
 */
final class Takeover {
  private final Stores stores;
  private final Journal journal;

  Takeover(Stores stores, Journal journal) {
    this.stores = stores;
    this.journal = journal;
  }

  /** The highest epoch any store of the run knows; zero when none was claimed. */
  Epoch highest(Run run, Plan plan) {
    Epoch highest = new Epoch(0);
    if (run.state() == RunState.PREFLIGHT) {
      return highest;
    }
    for (ShardPlan shard : plan.spec().shards()) {
      for (String store : new String[] {shard.source(), shard.target()}) {
        try (Store open = stores.open(store, shard.name())) {
          Epoch known = held(open, run).map(Side::epoch).orElse(highest);
          highest = known.compareTo(highest) > 0 ? known : highest;
        }
      }
    }
    return highest;
  }

  /** Raises every store of the run to the authority's epoch, then settles what was left open. */
  void take(Run run, Plan plan, Authority authority) {
    if (run.state() == RunState.PREFLIGHT) {
      return;
    }
    var seen = new StringBuilder();
    for (ShardPlan shard : plan.spec().shards()) {
      seen.append(seen.isEmpty() ? "" : ", ").append(shard.name()).append(" ");
      seen.append(raise(run, shard.source(), shard, authority)).append("/");
      seen.append(raise(run, shard.target(), shard, authority));
    }
    for (Journal.Entry open : journal.unsettled(run.id())) {
      journal.confirm(
          open.id(),
          "settled by looking, at epoch %s: sides %s".formatted(authority.epoch(), seen));
    }
  }

  private String raise(Run run, String store, ShardPlan shard, Authority authority) {
    try (Store open = stores.open(store, shard.name())) {
      if (held(open, run).isEmpty()) {
        return "unclaimed";
      }
      return open.fence().raise(authority).state().name();
    }
  }

  private static Optional<Side> held(Store store, Run run) {
    return store.fence().observe().filter(side -> side.run().equals(run.id()));
  }
}
