package io.plimsoll.plan;

import io.plimsoll.plan.Plan.Acceptance;
import io.plimsoll.plan.Plan.Exclusion;
import io.plimsoll.plan.Plan.Scope;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The objects of a plan: what moves, what stays, until when. */
final class ScopeParts {
  private final Section written;
  private final Clock clock;

  ScopeParts(Section written, Clock clock) {
    this.written = written;
    this.clock = clock;
  }

  Scope scope() {
    List<ObjectPattern> include =
        written.items("include").stream().flatMap(item -> item.pattern().stream()).toList();
    once(written.items("include"));
    once(written.items("exclude").stream().map(item -> item.at("object")).toList());
    once(written.items("accept").stream().map(item -> item.at("object")).toList());
    return new Scope(include, exclusions(), acceptances(), expected());
  }

  private List<Exclusion> exclusions() {
    return written.items("exclude").stream()
        .flatMap(
            item -> {
              Optional<LocalDate> until = item.day("until");
              until.ifPresent(day -> notPast(item, day));
              return item.at("object").pattern().stream()
                  .map(object -> new Exclusion(object, item.text("reason").strip(), until));
            })
        .toList();
  }

  private void notPast(Section item, LocalDate until) {
    LocalDate today = LocalDate.now(clock);
    if (until.isBefore(today)) {
      item.problem(
          "until",
          "found %s, which has passed (today is %s); remove the exclusion or decide anew"
              .formatted(until, today));
    }
  }

  private List<Acceptance> acceptances() {
    return written.items("accept").stream()
        .map(item -> new Acceptance(item.text("object").strip(), item.text("reason").strip()))
        .toList();
  }

  private Optional<Integer> expected() {
    return written.has("expected") ? Optional.of(written.number("expected", 1)) : Optional.empty();
  }

  private static void once(List<Section> items) {
    Set<JsonNode> seen = new HashSet<>();
    for (Section item : items) {
      if (item.node().isString() && !seen.add(item.node())) {
        item.problems()
            .add(
                item.path(),
                Wording.expected(
                    Wording.quoted(item.node().asString()) + " a second time", "it once"));
      }
    }
  }
}
