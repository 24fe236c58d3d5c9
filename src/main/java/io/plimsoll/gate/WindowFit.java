package io.plimsoll.gate;

import io.plimsoll.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a run fits into one opening, from the canary to the last cut-over and all the way back
 * from there. Soaking after the cut-over needs no window.
 *
 * @param needed as predicted
 * @param available of the opening that is on, or else of the next one; empty when it has no end
 * @param basis on what the prediction rests
 */
public record WindowFit(Duration needed, Optional<Duration> available, String basis) {

  public static WindowFit of(Plan plan, WindowAnswer answer, Facts.Prediction predicted) {
    Duration needed =
        Duration.ofMillis(
                predicted.copyMillis()
                    + predicted.verifyMillis()
                    + predicted.cutOverMillis()
                    + predicted.rollbackMillis())
            .plus(plan.spec().canary().soak());
    return new WindowFit(needed, available(answer), predicted.basis());
  }

  private static Optional<Duration> available(WindowAnswer answer) {
    if (!answer.open() && answer.nextOpening().isEmpty()) {
      return Optional.of(Duration.ZERO);
    }
    Instant from = answer.open() ? answer.at() : answer.nextOpening().orElseThrow();
    return answer.nextClosing().map(until -> Duration.between(from, until));
  }

  public boolean fits() {
    return available.map(time -> needed.compareTo(time) <= 0).orElse(true);
  }
}
