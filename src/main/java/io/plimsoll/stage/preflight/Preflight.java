package io.plimsoll.stage.preflight;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Plan.SchemaMode;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.route.Route;
import io.plimsoll.shard.ShardTools;
import io.plimsoll.store.Identity;
import io.plimsoll.store.Side;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks everything about one shard that can be asked without changing anything. */
public final class Preflight {
  private final ShardTools tools;
  private final Plan plan;
  private final Guards guards;

  public Preflight(ShardTools tools, Plan plan) {
    this.tools = tools;
    this.plan = plan;
    this.guards = tools.guards();
  }

  /**
   * What one shard turned out to be; scope and identities are empty when an end was out of reach.
   *
   * @param grants statements a role lacks
   */
  public record Inspected(
      ShardPlan shard,
      List<Finding> findings,
      Optional<Facts.Scope> scope,
      Optional<Identity> source,
      Optional<Identity> target) {

    public long bytes() {
      return scope.stream()
          .flatMap(s -> s.objects().stream())
          .mapToLong(Facts.ScopedObject::bytes)
          .sum();
    }

    public long rows() {
      return scope.stream()
          .flatMap(s -> s.objects().stream())
          .mapToLong(o -> Math.max(0, o.estimatedRows()))
          .sum();
    }
  }

  /** Opens both ends; what cannot be opened or asked is a finding. */
  public Inspected shard(Optional<RunId> run, ShardPlan shard) {
    try (Store source = tools.stores().open(shard.source(), shard.name());
        Store target = tools.stores().open(shard.target(), shard.name())) {
      List<Finding> unreachable =
          Stream.of(
                  reach(shard, "source", shard.source(), source),
                  reach(shard, "target", shard.target(), target))
              .flatMap(Optional::stream)
              .toList();
      return unreachable.isEmpty() ? ends(run, shard, source, target) : unknown(shard, unreachable);
    } catch (StoreException e) {
      return unknown(
          shard,
          List.of(
              Finding.blocking(
                  "check-failed",
                  shard.name().value(),
                  "could not be checked: " + e.getMessage(),
                  "correct what the server complains about, then try again")));
    }
  }

  private static Optional<Finding> reach(ShardPlan shard, String role, String name, Store store) {
    try {
      store.identity();
      return Optional.empty();
    } catch (StoreException e) {
      return Optional.of(
          Finding.blocking(
              "store-unreachable",
              "%s %s %s".formatted(shard.name(), role, name),
              e.getMessage(),
              "check address, user and password of store %s in the configuration".formatted(name)));
    }
  }

  private static Inspected unknown(ShardPlan shard, List<Finding> findings) {
    return new Inspected(shard, findings, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Everything about two open ends. */
  public Inspected ends(Optional<RunId> run, ShardPlan shard, Store source, Store target) {
    var endpoints = new EndpointChecks(guards);
    var findings = new ArrayList<Finding>(endpoints.inspect(run, shard, source, target));
    ScopeResolver.Resolved resolved =
        new ScopeResolver(guards).resolve(plan.spec().objects(), shard.name(), source.catalogue());
    findings.addAll(resolved.findings());
    List<ObjectName> objects = resolved.objects();
    findings.addAll(endpoints.emptiness(shard, plan.spec().schema(), target, objects));
    List<Finding> lacking = named(shard, "source", source.privileges(Side.Role.SOURCE, objects));
    findings.addAll(lacking);
    findings.addAll(named(shard, "target", target.privileges(Side.Role.TARGET, objects)));
    findings.addAll(named(shard, "source", source.unsupported(objects)));
    findings.addAll(live(shard, source, target, objects));
    if (lacking.stream().noneMatch(Finding::blocks)) {
      // It reads the sequences; a role that may not would get the server's refusal instead.
      findings.addAll(guards.check(GuardId.F25, () -> named(shard, "", source.headroom(objects))));
    }
    if (plan.spec().schema() == SchemaMode.EXISTING
        && findings.stream().noneMatch(Finding::blocks)) {
      findings.addAll(
          guards.check(
              GuardId.F26, () -> named(shard, "target", source.compareSchema(target, objects))));
    }
    if (!source.identity().sameStorage(target.identity())) {
      // Between equal addresses there is no route to open; F31 has said so.
      findings.addAll(route(shard));
    }
    return new Inspected(
        shard,
        findings,
        Optional.of(resolved.scope()),
        Optional.of(source.identity()),
        Optional.of(target.identity()));
  }

  /** Nothing unless clients go on writing. */
  private List<Finding> live(
      ShardPlan shard, Store source, Store target, List<ObjectName> objects) {
    var findings = new ArrayList<Finding>();
    if (plan.spec().capture().live()) {
      Duration budget = plan.spec().cutOver().budget();
      findings.addAll(named(shard, "source", source.capturable(Side.Role.SOURCE, objects, budget)));
      findings.addAll(named(shard, "target", target.capturable(Side.Role.TARGET, objects, budget)));
    }
    return findings;
  }

  private List<Finding> route(ShardPlan shard) {
    try (Route route = tools.ports().routes().open(plan.spec().cutOver().route(), List.of(shard))) {
      return route.check(shard.name());
    }
  }

  private static List<Finding> named(ShardPlan shard, String role, List<Finding> findings) {
    String prefix = role.isEmpty() ? shard.name().value() : shard.name() + " " + role;
    return findings.stream()
        .map(
            f ->
                new Finding(
                    f.severity(),
                    f.guard(),
                    f.code(),
                    (prefix + " " + f.subject()).trim(),
                    f.message(),
                    f.remedy()))
        .toList();
  }
}
