package io.plimsoll.stage;

import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;

/** Compares both sides of every shard again and again until the soak has lasted. */
public final class SoakStage implements Stage {
  @Override
  public StageName name() {
    return StageName.SOAK;
  }

  @Override
  public Outcome run(StageContext context) {
    Plan.Soak soak = context.plan().spec().soak();
    var steps = new ShardSteps(context, name());
    return context
        .tasks()
        .forEach(
            "soak", context.shards(), shard -> steps.soak(shard, soak.duration(), soak.every()));
  }
}
