package io.plimsoll.plan;

import io.plimsoll.plan.Plan.AdvisoryDecision;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;

/** The decisions of a plan to go on in spite of a known-bad version. */
final class AdvisoryParts {
  private final Section spec;
  private final Clock clock;

  AdvisoryParts(Section spec, Clock clock) {
    this.spec = spec;
    this.clock = clock;
  }

  List<AdvisoryDecision> decisions() {
    var seen = new HashSet<String>();
    return spec.items("advisories").stream()
        .map(
            item -> {
              String id = item.text("id");
              if (!seen.add(id)) {
                item.problem("id", Wording.expected(Wording.quoted(id) + " again", "it once"));
              }
              return new AdvisoryDecision(id, item.text("reason").strip(), until(item));
            })
        .toList();
  }

  private LocalDate until(Section item) {
    LocalDate today = LocalDate.now(clock);
    LocalDate until = item.day("until").orElse(today);
    if (until.isBefore(today)) {
      item.problem(
          "until",
          "found %s, which has passed (today is %s); upgrade the server or decide anew"
              .formatted(until, today));
    }
    return until;
  }
}
