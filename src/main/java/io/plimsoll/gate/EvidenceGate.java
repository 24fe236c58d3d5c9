package io.plimsoll.gate;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the evidence a stage stands on is there and green. It never measures anything itself;
 * what is absent, failed or unverified does not pass.
 */
public final class EvidenceGate {
  private final Guards guards;

  public EvidenceGate(Guards guards) {
    this.guards = guards;
  }

  /** What keeps the run from entering the stage, a finding each; empty when the gate may pass. */
  public List<Finding> before(StageName stage, Plan plan, List<Evidence> evidence) {
    var findings = new ArrayList<Finding>();
    for (Need need : needs(stage, plan)) {
      if (need.guard().isEmpty() || guards.has(need.guard().get())) {
        findings.addAll(check(need, evidence));
      }
    }
    return findings;
  }

  private record Need(
      StageName stage, Optional<ShardId> shard, String name, Optional<GuardId> guard) {}

  private static List<Need> needs(StageName stage, Plan plan) {
    Set<ShardId> all =
        plan.spec().shards().stream().map(Plan.ShardPlan::name).collect(Collectors.toSet());
    Set<ShardId> canary = Set.copyOf(plan.spec().canary().shards());
    Set<ShardId> rest = all.stream().filter(s -> !canary.contains(s)).collect(Collectors.toSet());
    return switch (stage) {
      case PREFLIGHT -> List.of();
      case SNAPSHOT ->
          List.of(new Need(StageName.PREFLIGHT, Optional.empty(), "findings", Optional.empty()));
      case DRY_RUN -> each(all, StageName.SNAPSHOT, "snapshot", Optional.empty());
      case CANARY -> {
        var needs = each(all, StageName.DRY_RUN, "restore-proof", Optional.of(GuardId.F01));
        needs.addAll(each(all, StageName.DRY_RUN, "rehearsal", Optional.of(GuardId.F54)));
        yield needs;
      }
      case COPY -> each(canary, StageName.CANARY, "verification", Optional.empty());
      case VERIFY -> each(rest, StageName.COPY, "copy", Optional.empty());
      case CUT_OVER -> each(rest, StageName.VERIFY, "verification", Optional.empty());
      case SOAK -> each(rest, StageName.CUT_OVER, "cut-over", Optional.empty());
      case FINALIZE -> each(all, StageName.SOAK, "verification", Optional.empty());
    };
  }

  private static List<Need> each(
      Set<ShardId> shards, StageName stage, String name, Optional<GuardId> guard) {
    return shards.stream()
        .sorted()
        .map(s -> new Need(stage, Optional.of(s), name, guard))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static List<Finding> check(Need need, List<Evidence> evidence) {
    Optional<Evidence> found =
        evidence.stream()
            .filter(e -> e.stage() == need.stage() && e.shard().equals(need.shard()))
            .filter(e -> e.name().equals(need.name()))
            .findFirst();
    Evidence.Status status = found.map(Evidence::status).orElse(Evidence.Status.MISSING);
    return switch (status) {
      case PASS -> List.of();
      // Nobody can waive that there is a backup.
      case WAIVED ->
          need.guard().equals(Optional.of(GuardId.F01))
              ? List.of(finding(need, status))
              : List.of();
      case FAIL, MISSING, UNVERIFIED -> List.of(finding(need, status));
    };
  }

  private static Finding finding(Need need, Evidence.Status status) {
    String subject = need.shard().map(ShardId::value).orElse("run");
    String message =
        "%s of stage %s is %s".formatted(need.name(), need.stage(), status.name().toLowerCase());
    String remedy = "see the report for what was measured, then resume or roll back";
    return new Finding(
        io.plimsoll.common.Severity.BLOCKING, need.guard(), "evidence", subject, message, remedy);
  }
}
