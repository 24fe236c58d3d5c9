package io.plimsoll.stage.preflight;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan;
import io.plimsoll.store.Catalogue;
import io.plimsoll.store.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides for every object of a source whether it moves, stays behind on purpose, or is a finding.
 * The world is closed: nothing is left out in silence.
 */
public final class ScopeResolver {
  private final Guards guards;

  public ScopeResolver(Guards guards) {
    this.guards = guards;
  }

  /**
   * @param objects those that move, sorted
   */
  public record Resolved(List<ObjectName> objects, Facts.Scope scope, List<Finding> findings) {}

  public Resolved resolve(Plan.Scope wanted, ShardId shard, Catalogue source) {
    var findings = new ArrayList<Finding>();
    var moving = new ArrayList<TableInfo>();
    var excluded = new ArrayList<Facts.LeftBehind>();
    for (TableInfo table : source.tables()) {
      Optional<Plan.Exclusion> exclusion =
          wanted.exclude().stream().filter(e -> e.object().matches(table.name())).findFirst();
      boolean included = wanted.include().stream().anyMatch(p -> p.matches(table.name()));
      if (exclusion.isPresent()) {
        excluded.add(new Facts.LeftBehind("table " + table.name(), exclusion.get().reason()));
      } else if (included) {
        moving.add(table);
      } else {
        findings.addAll(guards.check(GuardId.F09, () -> List.of(forgotten(shard, table.name()))));
      }
    }
    var accepted = closedWorld(wanted, shard, source, findings);
    findings.addAll(guards.check(GuardId.F35, () -> counted(wanted, shard, moving.size())));
    unused(wanted, shard, source, findings);
    List<ObjectName> names = moving.stream().map(TableInfo::name).sorted().toList();
    return new Resolved(
        names,
        new Facts.Scope(moving.stream().map(ScopeResolver::scoped).toList(), excluded, accepted),
        findings);
  }

  private static Finding forgotten(ShardId shard, ObjectName table) {
    return Finding.blocking(
        GuardId.F09,
        "object-forgotten",
        shard + " table " + table,
        "is in the source and neither included nor excluded",
        "add it to objects.include, or to objects.exclude with a reason");
  }

  private static List<Facts.LeftBehind> closedWorld(
      Plan.Scope wanted, ShardId shard, Catalogue source, List<Finding> findings) {
    var accepted = new ArrayList<Facts.LeftBehind>();
    for (Catalogue.OtherObject other : source.others()) {
      Optional<Plan.Acceptance> acceptance =
          wanted.accept().stream().filter(a -> a.object().equals(other.text())).findFirst();
      if (acceptance.isPresent()) {
        accepted.add(new Facts.LeftBehind(other.text(), acceptance.get().reason()));
      } else {
        findings.add(
            Finding.blocking(
                "not-carried",
                shard + " " + other.text(),
                "would not come along: " + other.why(),
                "accept it in the plan: objects.accept: [{object: '%s', reason: …}]"
                    .formatted(other.text())));
      }
    }
    return accepted;
  }

  private static List<Finding> counted(Plan.Scope wanted, ShardId shard, int found) {
    if (found == 0) {
      return List.of(
          Finding.blocking(
              GuardId.F35,
              "no-objects",
              shard.value(),
              "objects.include resolves to no table at all",
              "check the patterns against the source's schemas and tables"));
    }
    if (wanted.expected().isPresent() && wanted.expected().get() != found) {
      return List.of(
          Finding.blocking(
              GuardId.F35,
              "object-count",
              shard.value(),
              "the plan expects %d objects, the patterns resolve to %d"
                  .formatted(wanted.expected().get(), found),
              "correct objects.include or objects.expected"));
    }
    return List.of();
  }

  /** Patterns that match nothing are most often a spelling mistake. */
  private static void unused(
      Plan.Scope wanted, ShardId shard, Catalogue source, List<Finding> findings) {
    wanted.include().stream()
        .filter(p -> source.tables().stream().noneMatch(t -> p.matches(t.name())))
        .forEach(
            p ->
                findings.add(
                    Finding.blocking(
                        GuardId.F35,
                        "pattern-unused",
                        shard.value(),
                        "objects.include '%s' matches no table".formatted(p),
                        "check its spelling, or remove it")));
    wanted.accept().stream()
        .filter(a -> source.others().stream().noneMatch(o -> o.text().equals(a.object())))
        .forEach(
            a ->
                findings.add(
                    Finding.warning(
                        "acceptance-unused",
                        shard.value(),
                        "objects.accept names '%s', which is not there".formatted(a.object()),
                        "")));
  }

  private static Facts.ScopedObject scoped(TableInfo table) {
    return new Facts.ScopedObject(
        table.name().toString(),
        table.key().map(TableInfo.Key::columns).orElse(List.of()),
        table.estimatedRows(),
        table.bytes());
  }
}
