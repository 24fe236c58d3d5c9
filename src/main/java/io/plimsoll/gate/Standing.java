package io.plimsoll.gate;

import io.plimsoll.run.Hold;
import java.util.Optional;

/**
 * How a gate stands towards its run.
 *
 * @param hold why the run waits before it
 */
public record Standing(Kind kind, Optional<Hold> hold) {
  public enum Kind {
    /** The stage may work. */
    PASSES,
    /** The run was moved: look at it again. */
    MOVED,
    /** The run has to hold, which nobody has written yet. */
    HOLDS
  }

  static Standing passes() {
    return new Standing(Kind.PASSES, Optional.empty());
  }

  static Standing moved() {
    return new Standing(Kind.MOVED, Optional.empty());
  }

  static Standing holds(Hold.Reason reason, String text) {
    return new Standing(Kind.HOLDS, Optional.of(new Hold(reason, text)));
  }
}
