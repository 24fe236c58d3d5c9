package io.plimsoll.stage;

import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.EvidenceBook;
import io.plimsoll.gate.FactJson;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.ShardState;
import io.plimsoll.shard.ShardTools;
import io.plimsoll.store.Authority;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a stage works with during one run.
 *
 * @param authority in whose name stores are written
 * @param signals how the stage speaks and hears
 */
public record StageContext(
    Run run,
    Plan plan,
    Authority authority,
    ShardTools tools,
    EvidenceBook book,
    ShardTasks tasks,
    Signals signals) {

  /**
   * @param stop whether the run was asked to stop at the next safe point
   * @param say takes a line worth telling
   */
  public record Signals(BooleanSupplier stop, Consumer<String> say) {}

  public void say(String line) {
    signals.say().accept(line);
  }

  public boolean stopping() {
    return signals.stop().getAsBoolean();
  }

  public Instant now() {
    return tools.clock().instant();
  }

  /** Puts a measurement into the book. */
  public void record(
      StageName stage,
      Optional<ShardId> shard,
      Facts.Fact fact,
      Evidence.Status status,
      Class<?> by) {
    book.record(
        run.id(),
        new Evidence(
            stage, shard, fact.name(), status, by.getSimpleName(), now(), FactJson.write(fact)));
  }

  /** The newest measurement of a kind. */
  public <F extends Facts.Fact> Optional<F> fact(
      StageName stage, Optional<ShardId> shard, String name, Class<F> type) {
    return book.find(run.id(), stage, shard, name).map(e -> FactJson.read(e, type));
  }

  /** Where a shard is on its own way. */
  public ShardState state(ShardPlan shard) {
    return tools.ports().shards().of(run.id()).getOrDefault(shard.name(), ShardState.PENDING);
  }

  public List<ShardPlan> shards() {
    return plan.spec().shards();
  }

  public List<ShardPlan> canaryShards() {
    List<ShardId> canary = plan.spec().canary().shards();
    return shards().stream().filter(s -> canary.contains(s.name())).toList();
  }

  public List<ShardPlan> remainingShards() {
    List<ShardId> canary = plan.spec().canary().shards();
    return shards().stream().filter(s -> !canary.contains(s.name())).toList();
  }
}
