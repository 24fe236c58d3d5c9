package io.plimsoll.gate;

import io.plimsoll.plan.Plan;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of a measurement that a decision rests on. When it was measured, how long it took, at
 * which position and how fast does not count: measuring the same again must not void an approval.
 * Everything else counts, also what this class has never heard of.
 */
final class Measured {
  /** Beyond this a JSON number is no longer exact, and RFC 8785 writes numbers as doubles. */
  private static final long EXACT = 1L << 53;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** By the fact's name: the fields that say when, where to and how fast. */
  private static final Map<String, Set<String>> ONLY_TIMES =
      Map.ofEntries(
          Map.entry("scope", Set.of("estimatedRows", "bytes")),
          Map.entry("outage", Set.of("began", "ends")),
          Map.entry("began", Set.of("at")),
          Map.entry("snapshot", Set.of("position", "takenAt", "bytesAtRest", "millis")),
          Map.entry("restore-proof", Set.of("millis", "bytesPerSecond")),
          Map.entry(
              "rehearsal",
              Set.of(
                  "copyMillis",
                  "verifyMillis",
                  "cutOverMillis",
                  "rollbackMillis",
                  "writes",
                  "blockMillis")),
          Map.entry(
              "prediction",
              Set.of(
                  "copyMillis", "verifyMillis", "cutOverMillis", "rollbackMillis", "soakMillis")),
          Map.entry("copy", Set.of("millis")),
          Map.entry("verification", Set.of("moment", "from", "to")),
          Map.entry(
              "cut-over",
              Set.of(
                  "attempt", "fencedSince", "sealedAt", "routedAt", "blockMillis", "seenMillis")),
          Map.entry("at-the-fence", Set.of("oldest", "moment")),
          Map.entry("soak-pass", Set.of("number", "began", "at")));

  /** While clients write, these move although both sides stay equal. */
  private static final Set<String> MOVE_WITH_CLIENTS =
      Set.of("rows", "bytes", "sourceRows", "targetRows", "sourceSum", "targetSum", "chunks");

  private static final Set<String> MEASURED_WHILE_CLIENTS_WRITE =
      Set.of("copy", "verification", "rehearsal");

  private final Plan plan;

  Measured(Plan plan) {
    this.plan = plan;
  }

  ObjectNode counting(Evidence evidence) {
    var kept = MAPPER.createObjectNode();
    kept.put("status", evidence.status().name());
    kept.put("measuredBy", evidence.measuredBy());
    JsonNode fact = MAPPER.readTree(evidence.json());
    strip(fact, ONLY_TIMES.getOrDefault(evidence.name(), Set.of()));
    if (plan.spec().capture().live() && MEASURED_WHILE_CLIENTS_WRITE.contains(evidence.name())) {
      strip(fact, MOVE_WITH_CLIENTS);
    }
    if (evidence.name().equals("verification") && fact.path("seededErrors").isObject()) {
      judgeSeeds((ObjectNode) fact);
    }
    kept.set("fact", exact(fact));
    return kept;
  }

  /** How many errors were planted depends on the chunks; that each was found is the result. */
  private static void judgeSeeds(ObjectNode fact) {
    JsonNode seeds = fact.get("seededErrors");
    int injected = seeds.path("injected").asInt(0);
    fact.put("everySeededErrorFound", injected > 0 && injected == seeds.path("found").asInt(0));
    fact.remove("seededErrors");
  }

  private static void strip(JsonNode node, Set<String> fields) {
    if (node instanceof ObjectNode object) {
      object.remove(fields);
    }
    node.forEach(child -> strip(child, fields));
  }

  /** Whole numbers that a double cannot hold become text, so that two of them stay two. */
  private static JsonNode exact(JsonNode node) {
    if (node instanceof ObjectNode object) {
      var copy = MAPPER.createObjectNode();
      object.properties().forEach(field -> copy.set(field.getKey(), exact(field.getValue())));
      return copy;
    }
    if (node.isArray()) {
      var copy = MAPPER.createArrayNode();
      node.forEach(item -> copy.add(exact(item)));
      return copy;
    }
    boolean large =
        node.isIntegralNumber() && (!node.canConvertToLong() || Math.abs(node.asLong()) > EXACT);
    return large ? MAPPER.getNodeFactory().stringNode(node.asString()) : node;
  }
}
