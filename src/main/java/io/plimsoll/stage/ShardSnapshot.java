package io.plimsoll.stage;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ObjectName;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.ShardState;
import io.plimsoll.shard.Errand;
import io.plimsoll.shard.Passages;
import io.plimsoll.shard.ShardEnds;
import io.plimsoll.shard.ShardWay;
import io.plimsoll.stage.preflight.Preflight;
import io.plimsoll.stage.preflight.ScopeResolver;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fence;
import io.plimsoll.store.Store;
import io.plimsoll.store.Vault;
import io.plimsoll.transfer.Manifest;
import io.plimsoll.transfer.Pass;
import io.plimsoll.transfer.SnapshotRequest;
import io.plimsoll.transfer.Snapshotter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Fences one shard and takes its snapshot; what is sealed already is used as it is. */
final class ShardSnapshot {
  private static final int MAX_ATTEMPTS = 1000;

  private final StageContext context;

  ShardSnapshot(StageContext context) {
    this.context = context;
  }

  Outcome take(ShardPlan shard) throws InterruptedException {
    try (ShardEnds ends = Bindings.open(context, shard)) {
      List<Finding> refused = stillTrue(shard, ends);
      if (!refused.isEmpty()) {
        throw new RefusedException(refused);
      }
      if (!context.plan().spec().capture().live() && !claimed(ends)) {
        new LoadProbe(context).before(shard.name(), "snapshot", ends.source());
      }
      Errand errand = Bindings.errand(context, StageName.SNAPSHOT);
      try (var way = new ShardWay(context.tools(), ends, errand)) {
        if (context.plan().spec().capture().live()) {
          way.claim();
        } else {
          way.fence(outageEnds(ends.source().fence()));
        }
      }
      return intoVault(shard, ends, errand);
    }
  }

  /** Preflight may be long ago: a gate can hold for days. */
  private List<Finding> stillTrue(ShardPlan shard, ShardEnds ends) {
    if (claimed(ends)) {
      return List.of();
    }
    Preflight.Inspected now =
        new Preflight(context.tools(), context.plan())
            .ends(Optional.of(context.run().id()), shard, ends.source(), ends.target());
    var refused = new ArrayList<Finding>(now.findings().stream().filter(Finding::blocks).toList());
    refused.addAll(context.tools().guards().check(GuardId.F09, () -> sinceSealed(now, ends)));
    return refused;
  }

  private boolean claimed(ShardEnds ends) {
    return ends.source()
        .fence()
        .observe()
        .filter(side -> side.run().equals(context.run().id()))
        .isPresent();
  }

  /** Tables the plan's patterns match now and did not when the run was bound to its objects. */
  private static List<Finding> sinceSealed(Preflight.Inspected now, ShardEnds ends) {
    return now.scope().stream()
        .flatMap(scope -> scope.objects().stream())
        .map(object -> ObjectName.parse(object.object()))
        .filter(object -> !ends.objects().contains(object))
        .map(
            object ->
                Finding.blocking(
                    GuardId.F09,
                    "object-added",
                    "%s table %s".formatted(ends.shard(), object),
                    "came into the source after the plan was sealed and is in none of its steps",
                    "roll back and run again"))
        .toList();
  }

  /** By the source's own clock, which is the one that judges the cut. */
  private Instant outageEnds(Fence source) {
    Facts.Outage outage = Outages.begin(context);
    return source.now().plus(Duration.between(context.now(), outage.ends()));
  }

  private Outcome intoVault(ShardPlan shard, ShardEnds ends, Errand errand) {
    Plan plan = context.plan();
    try (Vault vault = context.tools().stores().vault(plan.spec().snapshot().vault())) {
      Instant began = context.now();
      String set = set(shard, vault);
      Optional<Manifest> sealed = vault.manifest(set).map(Manifest::parse);
      if (sealed.isPresent()) {
        return taken(shard, vault, set, sealed.get(), Duration.ZERO);
      }
      Snapshotter.Taken taken = take(shard, ends, errand, vault, set);
      List<Finding> blocking = taken.findings().stream().filter(Finding::blocks).toList();
      if (!blocking.isEmpty() || taken.manifest().isEmpty()) {
        record(shard, new Facts.Checked(taken.findings()), Evidence.Status.FAIL);
        String text = blocking.stream().map(Finding::text).collect(Collectors.joining("; "));
        if (blocking.stream().anyMatch(f -> f.guard().equals(Optional.of(GuardId.F04)))) {
          return Outcome.stopped(shard.name() + " snapshot: " + text);
        }
        return Outcome.failed(Hold.Reason.FAILED, shard.name() + " snapshot: " + text);
      }
      return taken(
          shard, vault, set, taken.manifest().get(), Duration.between(began, context.now()));
    }
  }

  /** A shard that starts anew gets a set beside its earlier ones, which stay as they are. */
  private String set(ShardPlan shard, Vault vault) {
    String run = context.run().id().value();
    String plan = context.plan().name();
    String first = SnapshotRequest.set(plan, run, shard.name().value());
    if (context.state(shard) != ShardState.UNDONE) {
      return context
          .fact(
              StageName.SNAPSHOT, Optional.of(shard.name()), "snapshot", Facts.SnapshotTaken.class)
          .map(Facts.SnapshotTaken::set)
          .orElse(first);
    }
    for (int attempt = 2; attempt <= MAX_ATTEMPTS; attempt++) {
      String next = SnapshotRequest.set(plan, run + "." + attempt, shard.name().value());
      if (vault.manifest(next).isEmpty()) {
        return next;
      }
    }
    throw new IllegalStateException(
        shard.name() + " was started anew more than " + MAX_ATTEMPTS + " times");
  }

  private Snapshotter.Taken take(
      ShardPlan shard, ShardEnds ends, Errand errand, Vault vault, String set) {
    var resolved =
        new ScopeResolver(context.tools().guards())
            .resolve(context.plan().spec().objects(), shard.name(), ends.source().catalogue());
    var excluded =
        resolved.scope().excluded().stream()
            .map(e -> ObjectName.parse(e.object().substring("table ".length())))
            .collect(Collectors.toCollection(TreeSet::new));
    var request =
        new SnapshotRequest(
            set,
            new SnapshotRequest.PlanRef(context.plan().name(), context.plan().digest()),
            ends.objects(),
            excluded,
            errand.seed(),
            ShardWay.CHUNK_BYTES);
    Store source = ends.source();
    try (ConsistentView view = view(source, ends, errand)) {
      return new Snapshotter(
              new Passages(context.tools(), shard.name(), errand).of(Pass.SNAPSHOT), vault)
          .take(source, view, request, context::stopping);
    }
  }

  /** F12: one moment for all objects, or what one took from the other is in neither or in both. */
  private ConsistentView view(Store source, ShardEnds ends, Errand errand) {
    return context.tools().guards().has(GuardId.F12)
        ? source.openView(ends.objects(), errand.seed())
        : new TornView(source, ends.objects(), errand.seed());
  }

  private Outcome taken(
      ShardPlan shard, Vault vault, String set, Manifest manifest, Duration took) {
    complete(shard);
    record(
        shard,
        new Facts.SnapshotTaken(
            vault.name(),
            set,
            manifest.root().hex(),
            manifest.origin().position(),
            manifest.origin().takenAt(),
            manifest.rows(),
            manifest.rawBytes(),
            manifest.bytesAtRest(),
            took.toMillis(),
            manifest.origin().schemaDigest().hex(),
            FactsOf.counted(manifest)),
        Evidence.Status.PASS);
    return Outcome.passed(
        "%s: snapshot of %d rows in %s".formatted(shard.name(), manifest.rows(), vault.name()));
  }

  /** What was red because it was stopped early is whole now. */
  private void complete(ShardPlan shard) {
    context
        .fact(StageName.SNAPSHOT, Optional.of(shard.name()), "findings", Facts.Checked.class)
        .ifPresent(checked -> record(shard, new Facts.Checked(List.of()), Evidence.Status.PASS));
  }

  private void record(ShardPlan shard, Facts.Fact fact, Evidence.Status status) {
    context.record(
        StageName.SNAPSHOT, Optional.of(shard.name()), fact, status, ShardSnapshot.class);
  }
}
