package io.plimsoll.stage;

import io.plimsoll.common.Finding;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.Configuration.FilesConfig;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.Configuration.StoreConfig;
import io.plimsoll.plan.FailureDomain;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.stage.preflight.Preflight;
import io.plimsoll.stage.preflight.Preflight.Inspected;
import io.plimsoll.stage.preflight.RunChecks;
import io.plimsoll.store.Identity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Asks everything before anything is changed, and binds the run to what it found. */
public final class PreflightStage implements Stage {
  private final Configuration configuration;

  public PreflightStage(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public StageName name() {
    return StageName.PREFLIGHT;
  }

  @Override
  public Outcome run(StageContext context) {
    var inspected = new ConcurrentLinkedQueue<Inspected>();
    var preflight = new Preflight(context.tools(), context.plan());
    Outcome asked =
        context
            .tasks()
            .forEach(
                "preflight",
                context.shards(),
                shard -> {
                  inspected.add(preflight.shard(Optional.of(context.run().id()), shard));
                  return Outcome.passed("");
                });
    if (!asked.is(Outcome.Kind.PASSED)) {
      return asked;
    }
    List<Inspected> shards =
        inspected.stream().sorted(Comparator.comparing(i -> i.shard().name())).toList();
    List<Finding> findings = all(context, shards);
    List<Finding> blocking = findings.stream().filter(Finding::blocks).toList();
    shards.forEach(shard -> bind(context, shard));
    context.record(
        name(),
        Optional.empty(),
        new Artefacts(context, configuration).now(),
        Evidence.Status.PASS,
        PreflightStage.class);
    context.record(
        name(),
        Optional.empty(),
        new Facts.Checked(findings),
        blocking.isEmpty() ? Evidence.Status.PASS : Evidence.Status.FAIL,
        PreflightStage.class);
    return blocking.isEmpty()
        ? Outcome.passed("%d shards checked, %d remarks".formatted(shards.size(), findings.size()))
        : Outcome.failed(Hold.Reason.REFUSED, refusal(blocking));
  }

  private List<Finding> all(StageContext context, List<Inspected> shards) {
    var findings = new ArrayList<Finding>();
    shards.forEach(shard -> findings.addAll(shard.findings()));
    findings.addAll(
        new RunChecks(
                context.tools(),
                context.plan(),
                configuration.stores()::get,
                configuration.advisories())
            .inspect(shards));
    // What is said of a store is the same for each of its shards.
    return findings.stream().distinct().toList();
  }

  private static String refusal(List<Finding> blocking) {
    String text = blocking.stream().map(Finding::text).distinct().collect(Collectors.joining("\n"));
    return "refused in preflight, nothing was changed:\n" + text;
  }

  private void bind(StageContext context, Inspected shard) {
    Optional<io.plimsoll.common.ShardId> of = Optional.of(shard.shard().name());
    shard
        .scope()
        .ifPresent(
            scope -> context.record(name(), of, scope, Evidence.Status.PASS, PreflightStage.class));
    if (shard.source().isPresent() && shard.target().isPresent()) {
      context.record(
          name(),
          of,
          new Facts.Endpoints(
              endpoint(shard.shard(), shard.shard().source(), shard.source()),
              endpoint(shard.shard(), shard.shard().target(), shard.target()),
              endpoint(shard.shard(), context.plan().spec().snapshot().vault(), Optional.empty())),
          Evidence.Status.PASS,
          PreflightStage.class);
    }
  }

  private Facts.Endpoint endpoint(ShardPlan shard, String store, Optional<Identity> identity) {
    StoreConfig config = configuration.stores().get(store);
    return new Facts.Endpoint(
        store,
        address(config, shard),
        identity.map(i -> i.product() + " " + i.version()).orElse(""),
        identity.map(Identity::binding).orElse(""),
        labels(config.domain()),
        config.environment());
  }

  private static String address(StoreConfig config, ShardPlan shard) {
    if (config instanceof PostgresConfig postgres) {
      return postgres.urlFor(shard.name());
    }
    return config instanceof FilesConfig files ? files.path().toString() : "";
  }

  private static String labels(FailureDomain domain) {
    var labels = new ArrayList<String>();
    domain.site().ifPresent(l -> labels.add("site=" + l));
    domain.array().ifPresent(l -> labels.add("array=" + l));
    domain.host().ifPresent(l -> labels.add("host=" + l));
    domain.account().ifPresent(l -> labels.add("account=" + l));
    return labels.isEmpty() ? "unknown" : String.join(", ", labels);
  }
}
