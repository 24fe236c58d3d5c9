package io.plimsoll.report;

import io.plimsoll.gate.Evidence.Status;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One thing the report says, and on what it rests.
 *
 * @param label for people
 * @param value for machines; JSON null when missing or unreadable
 * @param text the same for people
 * @param measuredBy empty only when missing
 * @param evidence id of the raw fact; empty only when missing
 */
public record Value(
    String label,
    JsonNode value,
    String text,
    Status status,
    Optional<String> measuredBy,
    Optional<Instant> measuredAt,
    Optional<String> evidence) {

  static Value missing(String label) {
    return new Value(
        label,
        JsonNodeFactory.instance.nullNode(),
        "missing",
        Status.MISSING,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static Value of(String label, JsonNode value, String text, Origin origin) {
    return new Value(
        label,
        value,
        text,
        origin.status(),
        Optional.of(origin.measuredBy()),
        Optional.of(origin.measuredAt()),
        Optional.of(origin.evidence()));
  }
}
