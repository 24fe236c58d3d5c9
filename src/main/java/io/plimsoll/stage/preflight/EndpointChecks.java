package io.plimsoll.stage.preflight;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.plan.Plan.SchemaMode;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.store.Catalogue;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Identity;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import io.plimsoll.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the two ends of a shard are what they should be: apart, right way round, free, empty. */
final class EndpointChecks {
  private final Guards guards;

  EndpointChecks(Guards guards) {
    this.guards = guards;
  }

  List<Finding> inspect(Optional<RunId> run, ShardPlan shard, Store source, Store target) {
    var findings = new ArrayList<Finding>();
    Identity from = source.identity();
    Identity to = target.identity();
    findings.addAll(guards.check(GuardId.F31, () -> apart(shard, from, to)));
    if (from.standby()) {
      findings.add(
          standby(
              shard, "source", source, "neither a fence nor a trigger of ours can be put on it"));
    }
    if (to.standby()) {
      findings.add(standby(shard, "target", target, "it is read-only"));
    }
    findings.addAll(guards.check(GuardId.F34, source::environment));
    findings.addAll(guards.check(GuardId.F34, target::environment));
    findings.addAll(guards.check(GuardId.F42, () -> held(run, shard, source)));
    findings.addAll(guards.check(GuardId.F42, () -> held(run, shard, target)));
    return findings;
  }

  private static List<Finding> apart(ShardPlan shard, Identity from, Identity to) {
    return from.sameStorage(to)
        ? List.of(
            Finding.blocking(
                GuardId.F31,
                "same-storage",
                shard.name().value(),
                "source and target are the same database: " + from.binding(),
                "point the target's url at other storage"))
        : List.of();
  }

  private static Finding standby(ShardPlan shard, String role, Store store, String why) {
    return Finding.blocking(
        "standby",
        "%s %s %s".formatted(shard.name(), role, store.name()),
        "is a standby in recovery; " + why,
        "use the primary's address");
  }

  private static List<Finding> held(Optional<RunId> run, ShardPlan shard, Store store) {
    Optional<Side> side = store.fence().observe();
    if (side.isEmpty() || run.filter(side.get().run()::equals).isPresent()) {
      return List.of();
    }
    Side other = side.get();
    String subject = "%s %s".formatted(shard.name(), store.name());
    if (other.state() == SideState.SEALED) {
      return List.of(
          Finding.blocking(
              GuardId.F42,
              "store-retired",
              subject,
              "is sealed by run %s of control database %s".formatted(other.run(), other.control()),
              "a sealed source was moved away; use the storage it went to"));
    }
    return List.of(
        Finding.blocking(
            GuardId.F42,
            "store-held",
            subject,
            "is held by run %s of control database %s (epoch %s, %s)"
                .formatted(other.run(), other.control(), other.epoch(), other.state()),
            "finish or roll back that run first"));
  }

  /** A target must be empty: what is there already is either the owner's, or the true source. */
  List<Finding> emptiness(
      ShardPlan shard, SchemaMode mode, Store target, List<ObjectName> objects) {
    return guards.check(
        GuardId.F33,
        () ->
            mode == SchemaMode.MIRROR
                ? nothingThere(shard, target)
                : tablesEmpty(shard, target, objects));
  }

  private static List<Finding> nothingThere(ShardPlan shard, Store target) {
    Catalogue there = target.catalogue();
    var names = new ArrayList<String>();
    there.tables().forEach(t -> names.add("table " + t.name()));
    there.others().forEach(o -> names.add(o.text()));
    return names.isEmpty() ? List.of() : List.of(notEmpty(shard, target, names));
  }

  private static List<Finding> tablesEmpty(
      ShardPlan shard, Store target, List<ObjectName> objects) {
    Catalogue there = target.catalogue();
    List<ObjectName> present =
        objects.stream()
            .filter(o -> there.tables().stream().anyMatch(t -> t.name().equals(o)))
            .toList();
    var findings = new ArrayList<Finding>();
    objects.stream()
        .filter(o -> !present.contains(o))
        .forEach(
            o ->
                findings.add(
                    Finding.blocking(
                        "table-missing",
                        "%s %s table %s".formatted(shard.name(), target.name(), o),
                        "does not exist, and schema.mode is existing",
                        "create it, or use schema: {mode: mirror}")));
    if (present.isEmpty()) {
      return findings;
    }
    try (ConsistentView view = target.openView(present, 0)) {
      List<String> filled =
          present.stream().filter(o -> view.count(o) > 0).map(o -> "table " + o).toList();
      if (!filled.isEmpty()) {
        findings.add(notEmpty(shard, target, filled));
      }
    }
    return findings;
  }

  private static Finding notEmpty(ShardPlan shard, Store target, List<String> names) {
    int shown = Math.min(5, names.size());
    String more = names.size() > shown ? " and %d more".formatted(names.size() - shown) : "";
    return Finding.blocking(
        GuardId.F33,
        "target-not-empty",
        "%s target %s".formatted(shard.name(), target.name()),
        "is not empty: " + String.join(", ", names.subList(0, shown)) + more,
        "are source and target swapped? Plimsoll only fills an empty target");
  }
}
