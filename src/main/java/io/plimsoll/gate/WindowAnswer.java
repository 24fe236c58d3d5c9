package io.plimsoll.gate;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether things may be changed at an instant, and until or from when.
 *
 * @param why a clause for people: {@code outside every window: Sat 01:00-05:00}
 * @param nextOpening when it opens after this, or, if it is open, after it has closed; empty when
 *     it never does
 * @param nextClosing when it closes after this, or, if it is closed, after it has opened; empty
 *     when it never does
 */
public record WindowAnswer(
    Instant at,
    Reason reason,
    String why,
    Optional<Instant> nextOpening,
    Optional<Instant> nextClosing) {

  /** Stable, for machines. */
  public enum Reason {
    /** The plan has no windows, and no freeze is on. */
    ALWAYS_OPEN,
    IN_WINDOW,
    OUTSIDE_WINDOWS,
    FROZEN
  }

  public boolean open() {
    return reason == Reason.ALWAYS_OPEN || reason == Reason.IN_WINDOW;
  }
}
