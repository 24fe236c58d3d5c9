package io.plimsoll.cli;

import io.plimsoll.gate.WindowFit;
import java.time.Duration;

/** What the windows of a plan mean, as sentences. */
final class WindowWords {
  private WindowWords() {}

  /** {@code fits: 12 min 3 s of 4 h 0 min, the way back included, measured in the dry run}. */
  static String of(WindowFit fit) {
    String time =
        fit.available()
            .map(available -> " of " + Words.duration(available))
            .orElse(", in an opening without an end");
    return "%s: %s%s, the way back included, %s"
        .formatted(
            fit.fits() ? "fits" : "does not fit", Words.duration(fit.needed()), time, fit.basis());
  }

  static String notMeasured(Duration assumed) {
    return "was not measured yet: its dry run will; until then %s are assumed"
        .formatted(Words.duration(assumed));
  }
}
