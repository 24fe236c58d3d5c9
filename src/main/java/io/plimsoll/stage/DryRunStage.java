package io.plimsoll.stage;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.store.Scratch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Restores every snapshot in full beside the real storage, compares it, and rehearses the rest
 * there with the real steps. What it measured predicts the run.
 */
public final class DryRunStage implements Stage {
  @Override
  public StageName name() {
    return StageName.DRY_RUN;
  }

  @Override
  public Outcome run(StageContext context) {
    Outcome rehearsed =
        context
            .tasks()
            .forEach("dry-run", context.shards(), shard -> new ShardProof(context).prove(shard));
    if (!rehearsed.is(Outcome.Kind.PASSED)) {
      return rehearsed;
    }
    Facts.Prediction prediction = predict(context);
    List<Finding> late =
        context.tools().guards().check(GuardId.F11, () -> fits(context, prediction));
    context.record(
        name(),
        Optional.empty(),
        prediction,
        late.isEmpty() ? Evidence.Status.PASS : Evidence.Status.FAIL,
        DryRunStage.class);
    return late.isEmpty() ? rehearsed : Outcome.failed(Hold.Reason.FAILED, late.get(0).text());
  }

  /** What is left of the run, as rehearsed, with as many shards at once as the engine takes. */
  private static Facts.Prediction predict(StageContext context) {
    var spec = context.plan().spec();
    Duration soaks = spec.soak().duration().plus(spec.canary().soak());
    return new Facts.Prediction(
        sum(context, Facts.Rehearsal::copyMillis),
        sum(context, Facts.Rehearsal::verifyMillis),
        sum(context, Facts.Rehearsal::cutOverMillis),
        sum(context, Facts.Rehearsal::rollbackMillis),
        soaks.toMillis(),
        "measured in the dry run, shards one after the other");
  }

  private static long sum(StageContext context, ToLongFunction<Facts.Rehearsal> part) {
    return context.shards().stream()
        .flatMap(s -> rehearsal(context, s.name()).stream())
        .mapToLong(part)
        .sum();
  }

  private static Optional<Facts.Rehearsal> rehearsal(StageContext context, ShardId shard) {
    return context.fact(StageName.DRY_RUN, Optional.of(shard), "rehearsal", Facts.Rehearsal.class);
  }

  /** The way forward and the way back must both end before the outage does. */
  private static List<Finding> fits(StageContext context, Facts.Prediction p) {
    if (context.plan().spec().capture().live()) {
      return List.of();
    }
    Facts.Outage outage = Outages.declared(context).orElseThrow();
    Duration left = Duration.between(context.now(), outage.ends());
    long needed =
        p.copyMillis() + p.verifyMillis() + p.cutOverMillis() + p.rollbackMillis() + p.soakMillis();
    return left.toMillis() >= needed
        ? List.of()
        : List.of(
            Finding.blocking(
                GuardId.F11,
                "outage-too-short",
                "run",
                "%d s of the outage are left, the rest with a rollback takes %d s as measured"
                    .formatted(left.toSeconds(), needed / 1000 + 1),
                "roll back, and declare a longer outage"));
  }

  @Override
  public Outcome undo(StageContext context) {
    try (Scratch scratch =
        context.tools().stores().scratch(context.plan().spec().dryRun().scratch())) {
      context
          .shards()
          .forEach(shard -> ShardProof.databases(context, shard.name()).forEach(scratch::drop));
    }
    return Outcome.passed("");
  }
}
