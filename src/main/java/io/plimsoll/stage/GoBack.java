package io.plimsoll.stage;

import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.ShardState;
import io.plimsoll.shard.ShardEnds;
import io.plimsoll.shard.WayBack;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Vault;
import io.plimsoll.transfer.Manifest;
import io.plimsoll.transfer.TransferException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Takes all shards back: first the clients, then what the run left behind. Safe to repeat. */
final class GoBack {
  private final StageContext context;

  GoBack(StageContext context) {
    this.context = context;
  }

  Outcome returnToSource() {
    return touched()
        ? context.tasks().forEach("return", context.shards(), this::returnToSource)
        : Outcome.passed("nothing was changed");
  }

  Outcome cleanUp() {
    return touched()
        ? context.tasks().forEach("clean-up", context.shards(), this::cleanUp)
        : Outcome.passed("");
  }

  /** The given shards alone; they can start anew from a fresh snapshot. */
  Outcome alone(List<ShardPlan> shards) {
    return context
        .tasks()
        .forEach(
            "return alone",
            shards,
            shard -> {
              Outcome back = returnToSource(shard);
              return back.is(Outcome.Kind.PASSED)
                  ? cleanUp(shard)
                      .and(
                          Outcome.passed(
                              shard.name()
                                  + " went back alone; resume starts it anew from a fresh snapshot"))
                  : back;
            });
  }

  /** Before the first fence no store was written. */
  private boolean touched() {
    return Outages.declared(context).isPresent();
  }

  private Outcome returnToSource(ShardPlan shard) {
    Instant began = context.now();
    try (ShardEnds ends = Bindings.open(context, shard)) {
      if (isBack(shard, ends)) {
        return Outcome.passed(shard.name() + ": is back already");
      }
      WayBack.Returned returned = way(ends).returnToSource(manifest(shard));
      long millis = Duration.between(began, context.now()).toMillis();
      var fact =
          new Facts.RolledBack(
              returned.equalsSnapshot(),
              returned.writable(),
              false,
              returned.route(),
              millis,
              returned.lostRows(),
              List.of());
      record(shard, fact, returned.held().isEmpty() ? Evidence.Status.PASS : Evidence.Status.FAIL);
      return returned
          .held()
          .map(why -> Outcome.failed(Hold.Reason.BROKEN, shard.name() + ": " + why))
          .orElse(Outcome.passed(shard.name() + ": clients write to the source again"));
    }
  }

  private Outcome cleanUp(ShardPlan shard) {
    try (ShardEnds ends = Bindings.open(context, shard)) {
      if (isBack(shard, ends)) {
        return Outcome.passed("");
      }
      List<String> remaining = way(ends).cleanUp();
      Facts.RolledBack returned =
          context
              .fact(
                  StageName.CUT_OVER, Optional.of(shard.name()), "rollback", Facts.RolledBack.class)
              .orElseThrow(() -> new IllegalStateException(shard.name() + " was not returned"));
      boolean cleaned = remaining.stream().noneMatch(r -> r.startsWith(ends.target().name()));
      var fact =
          new Facts.RolledBack(
              returned.sourceEqualsSnapshot(),
              returned.sourceWritable(),
              cleaned,
              returned.route(),
              returned.millis(),
              returned.lostRows(),
              remaining);
      boolean lost = returned.lostRows().filter(rows -> rows > 0).isPresent();
      record(shard, fact, lost ? Evidence.Status.WAIVED : Evidence.Status.PASS);
      return Outcome.passed(
          shard.name() + (cleaned ? ": target clean" : ": " + String.join("; ", remaining)));
    }
  }

  /** Undone, and no store of it is held: clients may have written since, nothing is ours to do. */
  private boolean isBack(ShardPlan shard, ShardEnds ends) {
    return undone(shard)
        && Stream.of(ends.source(), ends.target())
            .noneMatch(
                store ->
                    store
                        .fence()
                        .observe()
                        .filter(side -> side.run().equals(context.run().id()))
                        .isPresent());
  }

  private boolean undone(ShardPlan shard) {
    return context.state(shard) == ShardState.UNDONE;
  }

  private WayBack way(ShardEnds ends) {
    return new WayBack(context.tools(), ends, Bindings.errand(context, StageName.CUT_OVER));
  }

  /** The proof is good to have; a vault out of reach must not keep clients out. */
  private Optional<Manifest> manifest(ShardPlan shard) {
    Optional<Facts.SnapshotTaken> taken =
        context.fact(
            StageName.SNAPSHOT, Optional.of(shard.name()), "snapshot", Facts.SnapshotTaken.class);
    if (taken.isEmpty() || undone(shard)) {
      // Of an undone shard the snapshot on record is older than what clients wrote since.
      return Optional.empty();
    }
    try (Vault vault = context.tools().stores().vault(taken.get().vault())) {
      return Optional.of(Manifest.of(vault, taken.get().set()));
    } catch (StoreException | TransferException e) {
      context.say("%s: the snapshot cannot be read: %s".formatted(shard.name(), e.getMessage()));
      return Optional.empty();
    }
  }

  private void record(ShardPlan shard, Facts.RolledBack fact, Evidence.Status status) {
    context.record(StageName.CUT_OVER, Optional.of(shard.name()), fact, status, GoBack.class);
  }
}
