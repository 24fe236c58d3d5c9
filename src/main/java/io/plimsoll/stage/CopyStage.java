package io.plimsoll.stage;

import io.plimsoll.plan.StageName;

/** Copies every shard but the canary. */
public final class CopyStage implements Stage {
  @Override
  public StageName name() {
    return StageName.COPY;
  }

  @Override
  public Outcome run(StageContext context) {
    var steps = new ShardSteps(context, name());
    return context.tasks().forEach("copy", context.remainingShards(), steps::copy);
  }

  /** Removes what the run made on the targets, the canary's included. */
  @Override
  public Outcome undo(StageContext context) {
    return new GoBack(context).cleanUp();
  }
}
