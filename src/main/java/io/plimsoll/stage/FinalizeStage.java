package io.plimsoll.stage;

import io.plimsoll.gate.Facts;
import io.plimsoll.plan.StageName;
import java.util.Optional;

/**
 * Reads everything back a last time, then opens the targets to clients. The sources stay sealed;
 * nothing is ever deleted there.
 */
public final class FinalizeStage implements Stage {
  @Override
  public StageName name() {
    return StageName.FINALIZE;
  }

  @Override
  public Outcome run(StageContext context) {
    var steps = new ShardSteps(context, name());
    var closed = context.shards().stream().filter(s -> !finalized(context, s.name())).toList();
    Outcome readBack = context.tasks().forEach("read-back", closed, steps::readBack);
    if (!readBack.is(Outcome.Kind.PASSED)) {
      return readBack;
    }
    Outcome opened = context.tasks().forEach("finalize", closed, steps::open);
    if (!opened.is(Outcome.Kind.PASSED)) {
      return opened;
    }
    // Only now that it is on record that they are open: what is left does not show it any more.
    Outcome left = context.tasks().forEach("leave", context.shards(), steps::leave);
    return left.is(Outcome.Kind.PASSED)
        ? opened.and(left).and(new Retention(context).apply())
        : left;
  }

  private boolean finalized(StageContext context, io.plimsoll.common.ShardId shard) {
    return context.fact(name(), Optional.of(shard), "finalized", Facts.Finalized.class).isPresent();
  }
}
