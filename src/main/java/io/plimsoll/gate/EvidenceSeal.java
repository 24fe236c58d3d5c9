package io.plimsoll.gate;

import io.plimsoll.common.CanonicalJson;
import io.plimsoll.common.Finding;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts together what a decision is made on. The same results give the same digest, whenever they
 * were measured; another result, plan, target, set of shards, rule or version gives another one.
 */
public final class EvidenceSeal {
  /** Raised when what counts, or how it is put together, changes. */
  static final String POLICY = "1";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** Of every stage before the gate, these must be there green or waived in writing. */
  private static final Set<String> PROOFS =
      Set.of("snapshot", "restore-proof", "rehearsal", "verification", "copy", "cut-over");

  private final Terms terms;

  /**
   * @param tool name and version of this program
   * @param window when the stage may begin, as the plan's schedule says; changes with it
   */
  public record Terms(String tool, Function<Plan, String> window) {}

  public EvidenceSeal(Terms terms) {
    this.terms = terms;
  }

  /** What keeps the evidence from being sealed; no verdict is not a verdict. */
  public List<Finding> lacking(Plan plan, StageName stage, List<Evidence> evidence) {
    var findings = new ArrayList<Finding>();
    Set<ShardId> resolved = new TreeSet<>();
    for (Evidence e : before(stage, evidence)) {
      if (isEndpoints(e)) {
        e.shard().ifPresent(resolved::add);
      } else if (PROOFS.contains(e.name()) && !green(e)) {
        findings.add(notGreen(e));
      }
    }
    plan.spec().shards().stream()
        .map(Plan.ShardPlan::name)
        .filter(shard -> !resolved.contains(shard))
        .forEach(shard -> findings.add(unresolved(shard)));
    return findings;
  }

  private static boolean green(Evidence evidence) {
    return switch (evidence.status()) {
      case PASS, WAIVED -> true;
      case FAIL, MISSING, UNVERIFIED -> false;
    };
  }

  private static Finding notGreen(Evidence e) {
    return Finding.blocking(
        "evidence",
        e.shard().map(ShardId::value).orElse("run"),
        "%s of stage %s is %s".formatted(e.name(), e.stage(), e.status().name().toLowerCase()),
        "see the report for what was measured, then resume or roll back");
  }

  private static Finding unresolved(ShardId shard) {
    return Finding.blocking(
        "evidence",
        shard.value(),
        "nobody looked which storage it leads to",
        "roll back and run again");
  }

  public SealedEvidence seal(RunId run, Plan plan, StageName stage, List<Evidence> evidence) {
    var all = MAPPER.createObjectNode();
    all.put("gate", stage.text());
    all.put("run", run.value());
    all.put("plan", plan.digest().hex());
    all.put("rule", plan.spec().gates().before(stage).toString());
    all.put("tool", terms.tool());
    all.put("policy", POLICY);
    all.put("window", terms.window().apply(plan));
    all.set("targets", targets(plan, evidence));
    all.set("evidence", measured(plan, before(stage, evidence)));
    return SealedEvidence.of(CanonicalJson.of(MAPPER.writeValueAsString(all)));
  }

  private static ObjectNode targets(Plan plan, List<Evidence> evidence) {
    var targets = MAPPER.createObjectNode();
    for (Plan.ShardPlan shard : plan.spec().shards()) {
      Optional<JsonNode> ends =
          evidence.stream()
              .filter(e -> isEndpoints(e) && e.shard().equals(Optional.of(shard.name())))
              .map(e -> MAPPER.readTree(e.json()))
              .findFirst();
      targets.set(
          shard.name().value(),
          ends.orElseGet(() -> MAPPER.getNodeFactory().stringNode("unresolved")));
    }
    return targets;
  }

  private static ObjectNode measured(Plan plan, List<Evidence> evidence) {
    var measured = new Measured(plan);
    var all = MAPPER.createObjectNode();
    evidence.stream()
        .filter(e -> !(isEndpoints(e) && ofThePlan(plan, e)))
        .forEach(e -> all.set(path(e), measured.counting(e)));
    return all;
  }

  /** Ends of a shard that the plan does not have are no target, and yet they are new. */
  private static boolean ofThePlan(Plan plan, Evidence e) {
    return plan.spec().shards().stream().anyMatch(s -> e.shard().equals(Optional.of(s.name())));
  }

  private static String path(Evidence e) {
    return "%s/%s/%s".formatted(e.stage(), e.shard().map(ShardId::value).orElse("run"), e.name());
  }

  private static boolean isEndpoints(Evidence e) {
    return e.stage() == StageName.PREFLIGHT && e.name().equals("endpoints");
  }

  private static List<Evidence> before(StageName stage, List<Evidence> evidence) {
    return evidence.stream().filter(e -> e.stage().compareTo(stage) < 0).toList();
  }
}
