package io.plimsoll.plan;

import io.plimsoll.plan.Plan.Canary;
import io.plimsoll.plan.Plan.Capture;
import io.plimsoll.plan.Plan.CaptureMode;
import io.plimsoll.plan.Plan.Change;
import io.plimsoll.plan.Plan.CutOver;
import io.plimsoll.plan.Plan.DryRunPolicy;
import io.plimsoll.plan.Plan.Metadata;
import io.plimsoll.plan.Plan.SchemaMode;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.plan.Plan.SnapshotPolicy;
import io.plimsoll.plan.Plan.Soak;
import io.plimsoll.plan.Plan.Spec;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the records of a plan from its sections, and says what no schema can. */
final class PlanParts {
  private static final Duration DEFAULT_BUDGET = Duration.ofSeconds(2);
  private static final int DEFAULT_ATTEMPTS = 5;
  private static final int DEFAULT_BACKLOG = 10_000_000;
  private static final Duration SHORTEST_BLOCK = Duration.ofMillis(100);
  private static final Duration LONGEST_BLOCK = Duration.ofSeconds(60);

  private final Section root;
  private final Section spec;
  private final Clock clock;

  PlanParts(Section root, Clock clock) {
    this.root = root;
    this.spec = root.at("spec");
    this.clock = clock;
  }

  /** Worth something only when no problem was found. */
  Plan plan(String text) {
    List<ShardPlan> shards = new ShardParts(spec.at("shards")).shards();
    Canary canary = new CanaryParts(spec, shards).canary();
    Capture capture = capture();
    return new Plan(
        metadata(),
        new Spec(
            change(),
            shards,
            new ScopeParts(spec.at("objects"), clock).scope(),
            schema(),
            snapshot(),
            dryRun(),
            canary,
            capture,
            cutOver(capture),
            soak(),
            new GateParts(spec.at("gates")).gates(),
            new ScheduleParts(spec).schedule(),
            new AdvisoryParts(spec, clock).decisions(),
            new ManualParts(spec).steps()),
        text);
  }

  private Metadata metadata() {
    Section metadata = root.at("metadata");
    var labels = new LinkedHashMap<String, String>();
    Section written = metadata.at("labels");
    written.entries().keySet().forEach(key -> labels.put(key, written.text(key)));
    return new Metadata(metadata.text("name"), Map.copyOf(labels));
  }

  private Change change() {
    Section change = spec.at("change");
    return new Change(
        change.text("owner").strip(),
        change.text("reason").strip(),
        change.text("ticket").strip(),
        change.text("worstCase").strip());
  }

  private SchemaMode schema() {
    return spec.at("schema").text("mode").equals("existing")
        ? SchemaMode.EXISTING
        : SchemaMode.MIRROR;
  }

  private SnapshotPolicy snapshot() {
    Section snapshot = spec.at("snapshot");
    return new SnapshotPolicy(
        snapshot.text("vault"),
        snapshot.number("keep", 1),
        snapshot.positive("maxAge").orElse(Duration.ZERO));
  }

  private DryRunPolicy dryRun() {
    Section dryRun = spec.at("dryRun");
    return new DryRunPolicy(dryRun.text("scratch"), dryRun.positive("restoreWithin"));
  }

  private Capture capture() {
    Section capture = spec.at("capture");
    return new Capture(
        capture.text("mode").equals("triggers") ? CaptureMode.TRIGGERS : CaptureMode.FROZEN,
        capture.positive("outage"),
        capture.optionalText("acceptLossOnRollback"),
        capture.number("maxBacklog", DEFAULT_BACKLOG));
  }

  private CutOver cutOver(Capture capture) {
    Section cutOver = spec.at("cutOver");
    Optional<Duration> budget = cutOver.positive("budget");
    budget.filter(wanted -> capture.live()).ifPresent(wanted -> block(cutOver, wanted));
    return new CutOver(
        cutOver.text("route"),
        budget.orElse(DEFAULT_BUDGET),
        cutOver.number("attempts", DEFAULT_ATTEMPTS),
        cutOver.number("sequenceAllowance", 0),
        cutOver.has("maxTransactionsPerSecond")
            ? Optional.of(cutOver.number("maxTransactionsPerSecond", 0))
            : Optional.empty());
  }

  /** With live capture the budget is what clients feel. */
  private static void block(Section cutOver, Duration budget) {
    if (budget.compareTo(SHORTEST_BLOCK) < 0) {
      cutOver.problem(
          "budget",
          Wording.expected(
              Wording.quoted(cutOver.text("budget")),
              "at least 100ms with capture.mode: triggers; within less no side can be fenced,"
                  + " compared and switched, every attempt would be undone"));
    } else if (budget.compareTo(LONGEST_BLOCK) > 0) {
      cutOver.problem(
          "budget",
          Wording.expected(
              Wording.quoted(cutOver.text("budget")),
              "at most 60s with capture.mode: triggers; clients wait that long in each attempt,"
                  + " and a dead run leaves them refused for the rest of it"));
    }
  }

  private Soak soak() {
    Section soak = spec.at("soak");
    Optional<Duration> duration = soak.duration("duration");
    Optional<Duration> every = soak.positive("every");
    if (duration.isPresent() && every.isPresent()) {
      boolean never = every.get().compareTo(duration.get()) > 0;
      if (never && !duration.get().isZero()) {
        soak.problem(
            "every",
            Wording.expected(
                Wording.quoted(soak.text("every")),
                "at most soak.duration, which is " + Durations.format(duration.get())));
      }
    }
    return new Soak(duration.orElse(Duration.ZERO), every.orElse(Duration.ZERO));
  }
}
