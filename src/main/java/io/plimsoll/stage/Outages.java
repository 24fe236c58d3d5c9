package io.plimsoll.stage;

import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.StageName;
import java.time.Instant;
import java.util.Optional;

/** The outage the plan declared: it begins with the first fence and never grows. */
final class Outages {
  private Outages() {}

  static Optional<Facts.Outage> declared(StageContext context) {
    return context.fact(StageName.SNAPSHOT, Optional.empty(), "outage", Facts.Outage.class);
  }

  /** Begins it, unless it has begun. */
  static Facts.Outage begin(StageContext context) {
    Optional<Facts.Outage> known = declared(context);
    if (known.isPresent()) {
      return known.get();
    }
    Instant now = context.now();
    var outage =
        new Facts.Outage(now, now.plus(context.plan().spec().capture().outage().orElseThrow()));
    context.record(
        StageName.SNAPSHOT, Optional.empty(), outage, Evidence.Status.PASS, Outages.class);
    return outage;
  }
}
