package io.plimsoll.stage;

import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.ShardState;
import io.plimsoll.shard.ShardEnds;
import io.plimsoll.shard.WayBack;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import io.plimsoll.store.Store;
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
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final StageContext context;

  GoBack(StageContext context) {
    this.context = context;
  }

  Outcome returnToSource() {
    return touched()
        ? context.tasks().forEach("return", context.shards(), this::returnWhenFree)
        : Outcome.passed("nothing was changed");
  }

  Outcome cleanUp() {
    return touched()
        ? context.tasks().forEach("clean-up", context.shards(), this::cleanUp)
        : Outcome.passed("");
  }

  /** After a failure: takes back what would keep clients waiting for a person. */
  Outcome standDown(List<ShardPlan> shards) {
    if (!context.plan().spec().capture().live()) {
      return alone(shards);
    }
    List<ShardPlan> shut = shards.stream().filter(this::shutOut).toList();
    return shut.isEmpty()
        ? Outcome.passed("clients write as before; resume tries again")
        : alone(shut);
  }

  /** Sealed on one side and not yet open on the other. A cut lapses by itself. */
  private boolean shutOut(ShardPlan shard) {
    try (ShardEnds ends = Bindings.open(context, shard)) {
      return state(ends.source()).equals(Optional.of(SideState.SEALED))
          && !state(ends.target()).equals(Optional.of(SideState.OPEN));
    }
  }

  private Optional<SideState> state(Store store) {
    return store
        .fence()
        .observe()
        .filter(side -> side.run().equals(context.run().id()))
        .map(Side::state);
  }

  /** The given shards alone; they can start anew from a fresh snapshot. */
  private Outcome alone(List<ShardPlan> shards) {
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
    return Outages.begun(context);
  }

  /**
   * Whoever holds the tables does so for a time, and nobody may be awake: it is tried again for as
   * long as it takes. Clients wait for each try, so the tries grow rarer.
   */
  private Outcome returnWhenFree(ShardPlan shard) {
    try {
      return returnToSource(shard);
    } catch (StoreException.Blocked e) {
      Duration wait = nextWait();
      return Outcome.again(
          context.now().plus(wait),
          "%s return: %s; it is tried again in %d s, by itself"
              .formatted(shard.name(), e.getMessage(), wait.toSeconds()));
    }
  }

  private Duration nextWait() {
    Duration since = Duration.between(context.run().times().changed(), context.now());
    long millis = Math.max(since.toMillis() / 4, SHORTEST_WAIT.toMillis());
    return Duration.ofMillis(Math.min(millis, LONGEST_WAIT.toMillis()));
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
              returned.carriedBack().map(FactsOf::carriedBack),
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
      Facts.RolledBack fact = returned.left(cleaned, remaining);
      record(shard, fact, status(fact));
      return Outcome.passed(
          shard.name() + (cleaned ? ": target clean" : ": " + String.join("; ", remaining)));
    }
  }

  private static Evidence.Status status(Facts.RolledBack fact) {
    boolean lost = fact.lostRows().filter(rows -> rows > 0).isPresent();
    boolean open = fact.carriedBack().filter(back -> back.verdict() != Verdict.EQUAL).isPresent();
    return lost ? Evidence.Status.WAIVED : open ? Evidence.Status.UNVERIFIED : Evidence.Status.PASS;
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
    if (taken.isEmpty() || undone(shard) || context.plan().spec().capture().live()) {
      // Of a live or an undone shard the snapshot is older than what clients wrote since.
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
