package io.plimsoll.stage.preflight;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.plan.Advisory;
import io.plimsoll.plan.Configuration.FilesConfig;
import io.plimsoll.plan.Configuration.StoreConfig;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.plan.StageName;
import io.plimsoll.shard.ShardTools;
import io.plimsoll.store.Identity;
import io.plimsoll.store.Scratch;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Vault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Asks what concerns the run as a whole: vault, scratch, failure domains, time. */
public final class RunChecks {
  /** Assumed until the dry run has measured: slow disks on both ends, one stream. */
  private static final long ASSUMED_BYTES_PER_SECOND = 20_000_000;

  /** Passes over the data: snapshot, read-back, restore, rehearsal, copy, verification. */
  private static final int PASSES = 8;

  private final ShardTools tools;
  private final Plan plan;
  private final Function<String, StoreConfig> configured;
  private final List<Advisory> advisories;
  private final Guards guards;

  /**
   * @param advisories what is known of versions of servers
   */
  public RunChecks(
      ShardTools tools,
      Plan plan,
      Function<String, StoreConfig> configured,
      List<Advisory> advisories) {
    this.tools = tools;
    this.plan = plan;
    this.configured = configured;
    this.advisories = List.copyOf(advisories);
    this.guards = tools.guards();
  }

  public List<Finding> inspect(List<Preflight.Inspected> shards) {
    var findings = new ArrayList<Finding>();
    long bytes = shards.stream().mapToLong(Preflight.Inspected::bytes).sum();
    findings.addAll(guards.check(GuardId.F07, this::domains));
    findings.addAll(guards.check(GuardId.F35, () -> distinct(shards)));
    findings.addAll(
        guards.check(GuardId.F39, () -> new AdvisoryCheck(advisories, plan).findings(shards)));
    var manual = new ManualProbe(tools.stores(), plan);
    findings.addAll(
        guards.check(
            GuardId.F38,
            () ->
                plan.spec().manual().stream()
                    .flatMap(step -> manual.early(step, "in preflight").stream())
                    .toList()));
    List<Finding> replica = guards.check(GuardId.F13, this::kept);
    findings.addAll(replica.isEmpty() ? vault(bytes) : replica);
    findings.addAll(scratch());
    findings.addAll(outage(bytes));
    if (plan.spec().canary().shards().isEmpty()) {
      findings.add(
          Finding.warning(
              "no-canary", "plan", "canary: none moves all shards at once, none goes first", ""));
    }
    if (plan.spec().capture().live() && plan.spec().soak().duration().isZero()) {
      findings.add(
          Finding.warning(
              "no-soak",
              "plan spec.soak.duration",
              "0s compares once after the cut-over; a difference that shows later finds no way back",
              "soak for as long as the owner wants to be able to go back"));
    }
    plan.spec()
        .capture()
        .acceptLoss()
        .ifPresent(
            reason ->
                findings.add(
                    Finding.warning(
                        "loss-accepted",
                        "plan",
                        "writes on the target before finalize are lost by a rollback: " + reason,
                        "")));
    return findings;
  }

  /** A database answers with what it holds now, not with what it held when the run began. */
  private List<Finding> kept() {
    String vault = plan.spec().snapshot().vault();
    return configured.apply(vault) instanceof FilesConfig
        ? List.of()
        : List.of(
            Finding.blocking(
                GuardId.F13,
                "replica-as-backup",
                "vault " + vault,
                "is a database, and a replica is not a snapshot: it follows its source, its losses"
                    + " too",
                "name a store of type files in snapshot.vault"));
  }

  /** A backup that fails together with what it protects is none. */
  private List<Finding> domains() {
    var findings = new ArrayList<Finding>();
    StoreConfig vault = configured.apply(plan.spec().snapshot().vault());
    plan.spec().shards().stream()
        .map(ShardPlan::source)
        .distinct()
        .forEach(
            source -> {
              List<String> shared = vault.domain().sharedWith(configured.apply(source).domain());
              if (!shared.isEmpty()) {
                findings.add(
                    Finding.blocking(
                        GuardId.F07,
                        "same-failure-domain",
                        "vault " + vault.name(),
                        "snapshot shares %s with its source %s"
                            .formatted(String.join(", ", shared), source),
                        "choose a vault in another failure domain, or declare the labels that are"
                            + " not known"));
              }
            });
    return findings;
  }

  /** Two shards that resolve to one database are one shard too many. */
  private static List<Finding> distinct(List<Preflight.Inspected> shards) {
    var findings = new ArrayList<Finding>();
    Map<String, String> seen = new HashMap<>();
    for (Preflight.Inspected shard : shards) {
      shard.source().ifPresent(id -> claim(seen, findings, shard, "source", id));
      shard.target().ifPresent(id -> claim(seen, findings, shard, "target", id));
    }
    return findings;
  }

  private static void claim(
      Map<String, String> seen,
      List<Finding> findings,
      Preflight.Inspected shard,
      String role,
      Identity identity) {
    String who = "%s %s".formatted(shard.shard().name(), role);
    String other = seen.putIfAbsent(identity.systemId() + "/" + identity.databaseId(), who);
    boolean sameShard = other != null && other.startsWith(shard.shard().name() + " ");
    if (other != null && !sameShard) {
      findings.add(
          Finding.blocking(
              GuardId.F35,
              "shared-database",
              who,
              "is the same database as %s: %s".formatted(other, identity.binding()),
              "give each shard a database of its own: put {shard} into the store's url"));
    }
  }

  private List<Finding> vault(long bytes) {
    String name = plan.spec().snapshot().vault();
    try (Vault vault = tools.stores().vault(name)) {
      long free = vault.freeBytes();
      var findings = new ArrayList<>(guards.check(GuardId.F05, () -> room(name, free, bytes)));
      findings.addAll(guards.check(GuardId.F08, vault::exposed));
      findings.addAll(guards.check(GuardId.F08, () -> new VaultReach(vault).of(plan, tools)));
      return findings;
    } catch (StoreException e) {
      return List.of(
          Finding.blocking(
              "vault-unusable", "vault " + name, e.getMessage(), "check its path and rights"));
    }
  }

  private static List<Finding> room(String vault, long free, long bytes) {
    return free >= bytes
        ? List.of()
        : List.of(
            Finding.blocking(
                GuardId.F05,
                "vault-full",
                "vault " + vault,
                "has %d MB free, the snapshot may need %d MB; proven snapshots are never removed"
                        .formatted(free >> 20, bytes >> 20)
                    + " to make room",
                "give the vault more space"));
  }

  private List<Finding> scratch() {
    String name = plan.spec().dryRun().scratch();
    try (Scratch scratch = tools.stores().scratch(name)) {
      var findings = new ArrayList<>(scratch.privileges());
      findings.addAll(guards.check(GuardId.F34, scratch::environment));
      if (plan.spec().capture().live()) {
        findings.addAll(scratch.capturable());
      }
      return findings;
    } catch (StoreException e) {
      return List.of(
          Finding.blocking(
              "scratch-unusable",
              "scratch " + name,
              e.getMessage(),
              "the dry run needs a server on which it may create databases"));
    }
  }

  private List<Finding> outage(long bytes) {
    Duration needed = predicted(bytes).plus(soaks()).plus(gates());
    if (plan.spec().capture().live()) {
      return List.of();
    }
    Duration allowed = plan.spec().capture().outage().orElseThrow();
    return needed.compareTo(allowed) <= 0
        ? List.of()
        : List.of(
            Finding.blocking(
                "outage-too-short",
                "plan spec.capture.outage",
                "predicted %d min of work, soaks and open gates exceed the declared outage of %d min"
                    .formatted(needed.toMinutes() + 1, allowed.toMinutes()),
                "declare a longer outage, soak less, or let gates expire sooner"));
  }

  private Duration soaks() {
    return plan.spec().soak().duration().plus(plan.spec().canary().soak());
  }

  /** As long as people may take to decide, from the snapshot on. */
  private Duration gates() {
    return plan.spec().gates().quorums().entrySet().stream()
        .filter(gate -> gate.getKey().compareTo(StageName.SNAPSHOT) > 0)
        .map(gate -> gate.getValue().expires())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Before anything was measured. */
  public Duration predicted(long bytes) {
    return Duration.ofSeconds(PASSES * bytes / ASSUMED_BYTES_PER_SECOND);
  }
}
