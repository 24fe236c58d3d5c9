package io.plimsoll.stage;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.plan.StageName;
import io.plimsoll.shard.CaptureMode;
import io.plimsoll.shard.Errand;
import io.plimsoll.shard.ShardEnds;
import io.plimsoll.store.Store;
import io.plimsoll.transfer.Pass;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the run was bound to in preflight, and the ends of its shards opened and held against it.
 * Every destructive step goes through here.
 */
final class Bindings {
  private Bindings() {}

  /**
   * Opens both ends and the route.
   *
   * @throws RefusedException when a store is no longer the one the run was bound to (F32)
   */
  static ShardEnds open(StageContext context, ShardPlan shard) {
    Facts.Scope scope =
        context
            .fact(StageName.PREFLIGHT, Optional.of(shard.name()), "scope", Facts.Scope.class)
            .orElseThrow(() -> new IllegalStateException(shard.name() + " has no scope"));
    List<ObjectName> objects =
        scope.objects().stream().map(o -> ObjectName.parse(o.object())).sorted().toList();
    return open(context, shard, objects);
  }

  private static ShardEnds open(StageContext context, ShardPlan shard, List<ObjectName> objects) {
    var stores = context.tools().stores();
    Store source = stores.open(shard.source(), shard.name());
    Store target = null;
    try {
      target = stores.open(shard.target(), shard.name());
      requireBound(context, shard.name(), source, target);
      var route =
          context
              .tools()
              .ports()
              .routes()
              .open(context.plan().spec().cutOver().route(), context.shards());
      return new ShardEnds(shard.name(), source, target, route, objects, accepted(context.plan()));
    } catch (RuntimeException e) {
      source.close();
      if (target != null) {
        target.close();
      }
      throw e;
    }
  }

  /** What the plan leaves behind in writing. */
  static Set<String> accepted(Plan plan) {
    return plan.spec().objects().accept().stream()
        .map(Plan.Acceptance::object)
        .collect(Collectors.toSet());
  }

  private static void requireBound(
      StageContext context, ShardId shard, Store source, Store target) {
    Facts.Endpoints bound =
        context
            .fact(StageName.PREFLIGHT, Optional.of(shard), "endpoints", Facts.Endpoints.class)
            .orElseThrow(() -> new IllegalStateException(shard + " has no endpoints"));
    List<Finding> wrong =
        context
            .tools()
            .guards()
            .check(
                GuardId.F32,
                () -> {
                  var first = moved(shard, "source", source, bound.source());
                  return first.isEmpty() ? moved(shard, "target", target, bound.target()) : first;
                });
    if (!wrong.isEmpty()) {
      throw new RefusedException(wrong);
    }
  }

  private static List<Finding> moved(
      ShardId shard, String role, Store store, Facts.Endpoint bound) {
    String found = store.identity().binding();
    return found.equals(bound.binding())
        ? List.of()
        : List.of(
            Finding.blocking(
                GuardId.F32,
                "other-storage",
                "%s %s %s".formatted(shard, role, store.name()),
                "is not the storage the run was bound to: found %s, bound to %s"
                    .formatted(found, bound.binding()),
                "correct the address; if the storage was replaced on purpose, roll back and start"
                    + " a new run"));
  }

  /** In the run's name, for the real pass. */
  static Errand errand(StageContext context, StageName stage) {
    return errand(context, stage, Pass.COPY);
  }

  static Errand errand(StageContext context, StageName stage, Pass pass) {
    return new Errand(
        context.authority(),
        stage.text(),
        pass,
        mode(context.plan().spec().capture()),
        seed(context),
        context.plan().spec().cutOver());
  }

  private static CaptureMode mode(Plan.Capture capture) {
    if (capture.live()) {
      return CaptureMode.LIVE;
    }
    return capture.acceptLoss().isPresent() ? CaptureMode.FROZEN_LOSS_ACCEPTED : CaptureMode.FROZEN;
  }

  /** Seed of the row hashes: another one each run, the same on both sides. */
  static long seed(StageContext context) {
    String hex = Digest.ofText("rows of " + context.run().id()).hex();
    return Long.parseUnsignedLong(hex.substring(0, 16), 16);
  }

  /** What the snapshot of a shard was taken with. */
  static Facts.SnapshotTaken snapshot(StageContext context, ShardId shard) {
    return context
        .fact(StageName.SNAPSHOT, Optional.of(shard), "snapshot", Facts.SnapshotTaken.class)
        .orElseThrow(() -> new IllegalStateException(shard + " has no snapshot"));
  }
}
