package io.plimsoll.stage;

import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.ShardState;
import java.time.Duration;
import java.util.Optional;

/** Takes the canary shard all the way to the end of its own soak before any other shard moves. */
public final class CanaryStage implements Stage {
  @Override
  public StageName name() {
    return StageName.CANARY;
  }

  @Override
  public Outcome run(StageContext context) {
    if (context.canaryShards().isEmpty()) {
      context.record(
          name(),
          Optional.empty(),
          new Facts.Waiver("canary: none", "the plan moves all shards at once"),
          Evidence.Status.WAIVED,
          CanaryStage.class);
      return Outcome.passed("no canary: the plan waives it");
    }
    return context
        .tasks()
        .forEach("canary", context.canaryShards(), shard -> allTheWay(context, shard));
  }

  private Outcome allTheWay(StageContext context, ShardPlan shard) throws Exception {
    var steps = new ShardSteps(context, name());
    ShardState state = state(context, shard);
    if (state.compareTo(ShardState.COPIED) < 0) {
      Outcome copied = steps.copy(shard);
      if (!copied.is(Outcome.Kind.PASSED)) {
        return copied;
      }
    }
    if (state.compareTo(ShardState.VERIFIED) < 0) {
      Outcome verified = steps.verify(shard);
      if (!verified.is(Outcome.Kind.PASSED)) {
        return verified;
      }
    }
    if (state.compareTo(ShardState.CUT_OVER) < 0) {
      Outcome cut = steps.cutOver(shard);
      if (!cut.is(Outcome.Kind.PASSED)) {
        return cut;
      }
    }
    Duration soak = context.plan().spec().canary().soak();
    Duration every = context.plan().spec().soak().every();
    return steps.soak(shard, soak, every.compareTo(soak) < 0 || soak.isZero() ? every : soak);
  }

  private static ShardState state(StageContext context, ShardPlan shard) {
    return context
        .tools()
        .ports()
        .shards()
        .of(context.run().id())
        .getOrDefault(shard.name(), ShardState.PENDING);
  }
}
