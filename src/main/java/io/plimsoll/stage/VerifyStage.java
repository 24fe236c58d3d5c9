package io.plimsoll.stage;

import io.plimsoll.plan.StageName;

/** Reads every target once more, in full, and compares it with what the copy read. */
public final class VerifyStage implements Stage {
  @Override
  public StageName name() {
    return StageName.VERIFY;
  }

  @Override
  public Outcome run(StageContext context) {
    var steps = new ShardSteps(context, name());
    return context.tasks().forEach("verify", context.remainingShards(), steps::verify);
  }
}
