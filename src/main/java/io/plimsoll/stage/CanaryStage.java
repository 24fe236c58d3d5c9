package io.plimsoll.stage;

import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.plan.StageName;
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

  /** The canary goes back alone: nothing has diverged, and nobody else depends on it. */
  @Override
  public Outcome standDown(StageContext context) {
    return new GoBack(context).standDown(context.canaryShards());
  }

  private Outcome allTheWay(StageContext context, ShardPlan shard) throws Exception {
    var steps = new ShardSteps(context, name());
    Outcome arrived = steps.upToCutOver(shard);
    if (!arrived.is(Outcome.Kind.PASSED)) {
      return arrived;
    }
    Duration soak = context.plan().spec().canary().soak();
    Duration every = context.plan().spec().soak().every();
    return steps.soak(shard, soak, every.compareTo(soak) < 0 || soak.isZero() ? every : soak);
  }
}
