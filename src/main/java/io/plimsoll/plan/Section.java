package io.plimsoll.plan;

import io.plimsoll.common.GuardId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A part of a document, read value by value. What the schema has refused already reads as absent or
 * as a harmless stand-in, so that reading goes on to the next mistake; whoever reads must end with
 * {@link Problems#throwIfAny}.
 */
record Section(JsonNode node, String path, Problems problems) {

  Section at(String key) {
    return new Section(node.path(key), DocumentPath.key(path, key), problems);
  }

  String pathOf(String key) {
    return DocumentPath.key(path, key);
  }

  void problem(String key, String message) {
    problems.add(pathOf(key), message);
  }

  void problem(GuardId guard, String key, String message) {
    problems.add(guard, pathOf(key), message);
  }

  boolean has(String key) {
    return node.has(key) && !node.get(key).isNull();
  }

  /** The text, or an empty one. */
  String text(String key) {
    return node.path(key).isString() ? node.path(key).asString() : "";
  }

  /** The text without blanks around it, when there is one. */
  Optional<String> optionalText(String key) {
    return Optional.of(text(key).strip()).filter(text -> !text.isEmpty());
  }

  /** The number, or the stand-in; the schema bounds it. */
  int number(String key, int standIn) {
    return node.path(key).canConvertToInt() ? node.path(key).asInt() : standIn;
  }

  /** Longer than zero. */
  Optional<Duration> positive(String key) {
    Optional<Duration> duration = duration(key);
    if (duration.filter(Duration::isZero).isPresent()) {
      problem(key, Wording.expected(found(key), "a duration longer than zero"));
      return Optional.empty();
    }
    return duration;
  }

  /** Zero or longer. */
  Optional<Duration> duration(String key) {
    if (text(key).isEmpty() || problems.blames(pathOf(key))) {
      return Optional.empty();
    }
    try {
      return Optional.of(Durations.parse(text(key)));
    } catch (IllegalArgumentException e) {
      problem(key, Wording.expected(found(key), e.getMessage()));
      return Optional.empty();
    }
  }

  Optional<LocalDate> day(String key) {
    if (text(key).isEmpty() || problems.blames(pathOf(key))) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(text(key)));
    } catch (DateTimeException e) {
      problem(key, Wording.expected(found(key), "a day of the calendar such as 2026-12-31"));
      return Optional.empty();
    }
  }

  /** Parses the text as a glob; empty when it is none, which is then a problem. */
  Optional<ObjectPattern> pattern() {
    if (!node.isString() || problems.blames(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ObjectPattern.parse(node.asString()));
    } catch (IllegalArgumentException e) {
      String expected = "schema.name such as public.users, public.* or app.\"Weird.Name\"";
      problems.add(path, Wording.expected(Wording.found(node, false), expected));
      return Optional.empty();
    }
  }

  /** The items of a list below the key; none when it is no list. */
  List<Section> items(String key) {
    return at(key).items();
  }

  List<Section> items() {
    var items = new ArrayList<Section>();
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      items.add(new Section(node.get(i), DocumentPath.index(path, i), problems));
    }
    return items;
  }

  /** The entries of this mapping, in the order of the file. */
  Map<String, Section> entries() {
    var entries = new LinkedHashMap<String, Section>();
    if (node.isObject()) {
      node.propertyNames().forEach(key -> entries.put(key, at(key)));
    }
    return entries;
  }

  private String found(String key) {
    return Wording.found(node.path(key), false);
  }
}
