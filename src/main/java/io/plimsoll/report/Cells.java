package io.plimsoll.report;

import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence.Status;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Collects the values of a section or a row, in order, out of one source at a time. Without a
 * source every value is MISSING; from an unreadable one it is UNVERIFIED.
 */
final class Cells {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Map<String, Value> values = new LinkedHashMap<>();

  /** Reads the following values from a fact. */
  <F> From<F> from(Optional<Found<F>> found) {
    return new From<>(found.map(Found::origin), found.flatMap(Found::fact));
  }

  /** Reads the following values from something that is known. */
  <F> From<F> from(Origin origin, F fact) {
    return new From<>(Optional.of(origin), Optional.of(fact));
  }

  Cells missing(String name, String label) {
    put(name, Value.missing(label));
    return this;
  }

  Map<String, Value> values() {
    return values;
  }

  Report.Row row() {
    return new Report.Row(values);
  }

  private void put(String name, Value value) {
    if (values.put(name, value) != null) {
      throw new IllegalStateException("two values are called " + name);
    }
  }

  /** The values of one source. */
  final class From<F> {
    private final Optional<Origin> origin;
    private final Optional<F> fact;

    private From(Optional<Origin> origin, Optional<F> fact) {
      this.origin = origin;
      this.fact = fact;
    }

    From<F> text(String name, String label, Function<F, String> read) {
      return put(name, label, read, JSON::stringNode, Show::text, f -> Optional.empty());
    }

    /** Text judged otherwise than its evidence as a whole. */
    From<F> text(String name, String label, Function<F, String> read, Function<F, Status> judge) {
      return put(name, label, read, JSON::stringNode, Show::text, judge.andThen(Optional::of));
    }

    From<F> number(String name, String label, Function<F, Long> read) {
      return put(name, label, read, JSON::numberNode, Show::number, f -> Optional.empty());
    }

    From<F> number(String name, String label, Function<F, Long> read, Function<F, Status> judge) {
      return put(name, label, read, JSON::numberNode, Show::number, judge.andThen(Optional::of));
    }

    From<F> bytes(String name, String label, Function<F, Long> read) {
      return put(name, label, read, JSON::numberNode, Show::bytes, f -> Optional.empty());
    }

    From<F> millis(String name, String label, Function<F, Long> read) {
      return put(name, label, read, JSON::numberNode, Show::millis, f -> Optional.empty());
    }

    From<F> percent(String name, String label, Function<F, Double> read) {
      return put(
          name,
          label,
          read,
          JSON::numberNode,
          Show::percent,
          f -> read.apply(f) < 100 ? Optional.of(Status.UNVERIFIED) : Optional.empty());
    }

    From<F> instant(String name, String label, Function<F, Instant> read) {
      return put(
          name, label, read, at -> JSON.stringNode(at.toString()), Show::at, f -> Optional.empty());
    }

    /** Something that must be so. */
    From<F> must(String name, String label, Function<F, Boolean> read) {
      return put(
          name,
          label,
          read,
          JSON::booleanNode,
          Show::yes,
          f -> Optional.of(read.apply(f) ? Status.PASS : Status.FAIL));
    }

    From<F> flag(String name, String label, Function<F, Boolean> read) {
      return put(name, label, read, JSON::booleanNode, Show::yes, f -> Optional.empty());
    }

    From<F> verdict(String name, String label, Function<F, Verdict> read) {
      return put(
          name,
          label,
          read,
          v -> JSON.stringNode(v.name()),
          Show::verdict,
          f -> Optional.of(Verdicts.status(read.apply(f))));
    }

    /** Sentences or names; any is a complaint when {@code complaint}. */
    From<F> list(String name, String label, boolean complaint, Function<F, List<String>> read) {
      return put(
          name,
          label,
          read,
          items ->
              items.stream().collect(JSON::arrayNode, (a, i) -> a.add(i), (a, b) -> a.addAll(b)),
          Show::list,
          f ->
              complaint
                  ? Optional.of(read.apply(f).isEmpty() ? Status.PASS : Status.FAIL)
                  : Optional.empty());
    }

    <G> From<G> from(Optional<Found<G>> other) {
      return Cells.this.from(other);
    }

    Map<String, Value> values() {
      return Cells.this.values();
    }

    Report.Row row() {
      return Cells.this.row();
    }

    /** Nothing to show is not the same as nothing known. */
    private String absent(Origin judged) {
      return judged.status() == Status.UNVERIFIED ? "not verified" : "–";
    }

    private <T> From<F> put(
        String name,
        String label,
        Function<F, T> read,
        Function<T, JsonNode> json,
        Function<T, String> show,
        Function<F, Optional<Status>> judge) {
      Cells.this.put(name, value(label, read, json, show, judge));
      return this;
    }

    private <T> Value value(
        String label,
        Function<F, T> read,
        Function<T, JsonNode> json,
        Function<T, String> show,
        Function<F, Optional<Status>> judge) {
      if (origin.isEmpty()) {
        return Value.missing(label);
      }
      Origin from = origin.get();
      if (fact.isEmpty()) {
        return Value.of(label, JSON.nullNode(), "unreadable", from.as(Status.UNVERIFIED));
      }
      T raw = read.apply(fact.get());
      Origin judged = judge.apply(fact.get()).map(from::as).orElse(from);
      return raw == null
          ? Value.of(label, JSON.nullNode(), absent(judged), judged)
          : Value.of(label, json.apply(raw), show.apply(raw), judged);
    }
  }
}
