package io.plimsoll.stage;

import io.plimsoll.plan.StageName;
import io.plimsoll.run.ShardState;

/** Seals each source and sends its clients to the target, or takes the shard back. */
public final class CutOverStage implements Stage {
  @Override
  public StageName name() {
    return StageName.CUT_OVER;
  }

  @Override
  public Outcome run(StageContext context) {
    var steps = new ShardSteps(context, name());
    return context.tasks().forEach("cut-over", context.remainingShards(), steps::upToCutOver);
  }

  /** Shards that could not be cut over go back alone; the others wait where they are. */
  @Override
  public Outcome standDown(StageContext context) {
    return new GoBack(context)
        .standDown(
            context.remainingShards().stream()
                .filter(shard -> context.state(shard) != ShardState.CUT_OVER)
                .toList());
  }

  /** Clients first: every shard's route and sides go back and its source opens. */
  @Override
  public Outcome undo(StageContext context) {
    return new GoBack(context).returnToSource();
  }
}
