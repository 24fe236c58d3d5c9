package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.Decision;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.SealedEvidence;
import io.plimsoll.plan.Role;
import io.plimsoll.report.Report.RawFact;
import io.plimsoll.run.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Everything values point into: the control database's own records, then the evidence book. */
final class RawFacts {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Material material;

  RawFacts(Material material) {
    this.material = material;
  }

  List<RawFact> all() {
    var facts = new ArrayList<RawFact>();
    Run run = material.run();
    Instant changed = run.times().changed();
    facts.add(own(Material.RUN_ID, changed, run(run)));
    facts.add(own(Material.PLAN_ID, run.times().started(), Map.of("text", run.planText())));
    facts.add(own(Material.HISTORY_ID, changed, material.history()));
    facts.add(own(Material.JOURNAL_ID, changed, material.diary().journal()));
    var shards = new TreeMap<String, String>();
    material.diary().shards().forEach((shard, state) -> shards.put(shard.value(), state.name()));
    facts.add(own(Material.SHARDS_ID, changed, shards));
    facts.add(
        own(
            Material.GATES_ID,
            changed,
            material.diary().gates().stream().map(RawFacts::gate).toList()));
    material.book().entries().forEach(entry -> facts.add(recorded(entry)));
    return List.copyOf(facts);
  }

  private static Map<String, Object> run(Run run) {
    var fact = new TreeMap<String, Object>();
    fact.put("id", run.id().value());
    fact.put("state", run.state());
    run.hold().ifPresent(hold -> fact.put("hold", hold));
    fact.put("outcome", run.outcome());
    fact.put("diverged", run.diverged());
    fact.put("epoch", run.epoch().value());
    fact.put("version", run.version());
    fact.put("times", run.times());
    return fact;
  }

  /** With the sealed evidence itself, so that its digest can be computed again. */
  private static Map<String, Object> gate(Gate gate) {
    var fact = new TreeMap<String, Object>();
    fact.put("before", gate.stage().text());
    fact.put("round", gate.round());
    fact.put("state", gate.state());
    fact.put("reason", gate.reason());
    fact.put("times", gate.times());
    fact.put("evidence", gate.evidence().map(SealedEvidence::json));
    fact.put("digest", gate.evidence().map(evidence -> evidence.digest().hex()));
    fact.put("changed", gate.changed());
    fact.put("decisions", gate.decisions().stream().map(RawFacts::decision).toList());
    return fact;
  }

  private static Map<String, Object> decision(Decision decision) {
    Decider by = decision.made().by();
    var fact = new TreeMap<String, Object>();
    fact.put("at", decision.at());
    fact.put("kind", decision.made().kind());
    fact.put("person", by.person().value());
    fact.put("name", by.name());
    fact.put("roles", by.roles().stream().sorted().map(Role::text).toList());
    fact.put("authentication", by.authentication());
    fact.put("channel", by.channel());
    fact.put("address", by.address());
    fact.put("shown", decision.made().shown().hex());
    fact.put("comment", decision.made().comment());
    fact.put("incident", decision.made().incident());
    fact.put("quorum", decision.quorum());
    fact.put("separation", decision.separation());
    return fact;
  }

  private static RawFact own(String id, Instant at, Object fact) {
    return new RawFact(
        id,
        "run",
        Optional.empty(),
        id.substring(id.lastIndexOf('/') + 1),
        Status.PASS,
        Material.CONTROL,
        at,
        JSON.valueToTree(fact));
  }

  private static RawFact recorded(Evidence entry) {
    Optional<String> shard = entry.shard().map(ShardId::value);
    return new RawFact(
        Report.evidenceId(entry.stage(), shard, entry.name()),
        entry.stage().text(),
        shard,
        entry.name(),
        entry.status(),
        entry.measuredBy(),
        entry.measuredAt(),
        parse(entry.json()));
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JacksonException notJson) {
      // Shown as it is; every value that rests on it is UNVERIFIED already.
      return JSON.getNodeFactory().stringNode(json);
    }
  }
}
