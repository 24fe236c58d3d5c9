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

  /** Whether the run has anything on the stores that is to be taken back. */
  static boolean begun(StageContext context) {
    return declared(context).isPresent()
        || context
            .fact(StageName.SNAPSHOT, Optional.empty(), "began", Facts.Began.class)
            .isPresent();
  }

  /** Before the first store is written, with live capture: no client is refused. */
  static void beginLive(StageContext context) {
    if (!begun(context)) {
      context.record(
          StageName.SNAPSHOT,
          Optional.empty(),
          new Facts.Began(context.now()),
          Evidence.Status.PASS,
          Outages.class);
    }
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
