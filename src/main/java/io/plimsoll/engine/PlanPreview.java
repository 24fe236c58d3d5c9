package io.plimsoll.engine;

import io.plimsoll.common.Finding;
import io.plimsoll.plan.Advisory;
import io.plimsoll.plan.Configuration.StoreConfig;
import io.plimsoll.plan.Durations;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.shard.ShardTools;
import io.plimsoll.stage.preflight.Preflight;
import io.plimsoll.stage.preflight.Preflight.Inspected;
import io.plimsoll.stage.preflight.RunChecks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Says what a plan would do, from the same checks as preflight; connects read-only. */
public final class PlanPreview implements Engine.Previews {
  private final ShardTools tools;
  private final Function<String, StoreConfig> configured;
  private final List<Advisory> advisories;
  private final List<Finding> standing;

  /**
   * @param advisories what is known of versions of servers
   * @param standing what is to be said of this installation whatever the plan
   */
  public PlanPreview(
      ShardTools tools,
      Function<String, StoreConfig> configured,
      List<Advisory> advisories,
      List<Finding> standing) {
    this.tools = tools;
    this.configured = configured;
    this.advisories = List.copyOf(advisories);
    this.standing = List.copyOf(standing);
  }

  @Override
  public Orchestrator.Preview of(Plan plan) {
    var preflight = new Preflight(tools, plan);
    var shards = new ArrayList<Inspected>();
    for (ShardPlan shard : plan.spec().shards()) {
      shards.add(preflight.shard(Optional.empty(), shard));
    }
    var checks = new RunChecks(tools, plan, configured, advisories);
    var findings = new ArrayList<Finding>();
    shards.forEach(shard -> findings.addAll(shard.findings()));
    findings.addAll(checks.inspect(shards));
    findings.addAll(standing);
    long bytes = shards.stream().mapToLong(Inspected::bytes).sum();
    Duration soaks = plan.spec().soak().duration().plus(plan.spec().canary().soak());
    return new Orchestrator.Preview(
        findings.stream().distinct().toList(),
        withManual(plan, plan.spec().capture().live() ? LivePreview.steps(plan) : steps(plan)),
        plan.spec().capture().live() ? LivePreview.back(plan) : back(plan),
        grants(findings),
        shards.stream().map(PlanPreview::shard).toList(),
        checks.predicted(bytes).plus(soaks).toMillis());
  }

  /** What persons do comes last, each with the stage that waits for it. */
  private static List<String> withManual(Plan plan, List<String> steps) {
    var all = new ArrayList<>(steps);
    plan.spec()
        .manual()
        .forEach(
            step ->
                all.add(
                    "%s waits until store %s says that '%s' is done: %s"
                        .formatted(
                            step.before(), step.probe().store(), step.name(), step.instruction())));
    return all;
  }

  private static List<String> steps(Plan plan) {
    var spec = plan.spec();
    String outage = spec.capture().outage().map(Durations::format).orElse("");
    boolean canary = !spec.canary().shards().isEmpty();
    var steps = new ArrayList<String>();
    steps.add("preflight: everything below is checked again; nothing is changed");
    steps.add(
        "snapshot: schema plimsoll is created on every source and target, every source refuses"
            + " writes for at most %s from here, and each shard goes into vault %s"
                .formatted(outage, spec.snapshot().vault()));
    steps.add(
        "dry-run: every snapshot is restored in full on %s and compared, then copy, cut-over and"
                .formatted(spec.dryRun().scratch())
            + " rollback are rehearsed there");
    steps.add(
        canary
            ? "canary: %s goes all the way and soaks for %s"
                .formatted(spec.canary().shards().get(0), Durations.format(spec.canary().soak()))
            : "canary: none, all shards move at once");
    steps.add("copy: the other shards are copied, indexes and keys built after the load");
    steps.add("verify: every target is read once more in full and compared");
    steps.add(
        "cut-over: each source is sealed and route %s points at the target"
            .formatted(spec.cutOver().route()));
    steps.add(
        "soak: both sides are compared every %s for %s"
            .formatted(
                Durations.format(spec.soak().every()), Durations.format(spec.soak().duration())));
    steps.add(
        spec.capture().acceptLoss().isPresent()
            ? "finalize: the targets are open since cut-over, as the plan accepts in writing"
            : "finalize: everything is read back once more, then the targets open to clients");
    if (spec.capture().acceptLoss().isEmpty()) {
      steps.add(
          "from snapshot to finalize clients can read but write nowhere; once a shard is cut over"
              + " that lasts until somebody finalizes or rolls back");
    }
    steps.add("the sources stay, sealed; Plimsoll never deletes them");
    return steps;
  }

  private static List<String> back(Plan plan) {
    boolean loses = plan.spec().capture().acceptLoss().isPresent();
    return List.of(
        "before snapshot: nothing to undo",
        "until finalize: 'plimsoll rollback RUN', or by itself on divergence: clients are sent back,"
            + " sources open, targets cleaned of what the run made; "
            + (loses
                ? "writes that the targets took in since cut-over are LOST (accepted by the plan)"
                : "nothing is lost, because the targets took no writes"),
        "after finalize: there is no way back by itself; the sealed sources hold the data as of the"
            + " snapshot");
  }

  /** The exact statements that findings name as their remedy. */
  private static List<String> grants(List<Finding> findings) {
    return findings.stream()
        .map(Finding::remedy)
        .filter(remedy -> remedy.toUpperCase(java.util.Locale.ROOT).contains("GRANT "))
        .distinct()
        .toList();
  }

  private static Orchestrator.ShardPreview shard(Inspected shard) {
    return new Orchestrator.ShardPreview(
        shard.shard().name(),
        shard.shard().source(),
        shard.shard().target(),
        shard.scope().map(s -> s.objects().size()).orElse(0),
        shard.rows(),
        shard.bytes());
  }
}
