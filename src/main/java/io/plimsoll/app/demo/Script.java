package io.plimsoll.app.demo;

import io.plimsoll.run.RunState;
import java.util.Optional;

/** What happens in an act, and how it must end. */
enum Script {
  /** All goes well. */
  MOVE(1, "the sample moves from the old array to the new one", Optional.empty(), "finalized"),
  /** Before the cut-over of the shard. */
  DAMAGED_COPY(
      2,
      "the same move, but one value of a copy changes behind its back",
      Optional.of(new Strike("s01", RunState.VERIFY, "")),
      "diverged, rolled back"),
  /** After the cut-over: the writes of clients must come back, too. */
  DAMAGED_IN_SOAK(
      3,
      "the same move, but one value changes after phones were cut over",
      Optional.of(new Strike("s02", RunState.SOAK, "soak pass 1 equal")),
      "diverged in soak, rolled back");

  private final int number;
  private final String text;
  private final Optional<Strike> strikes;
  private final String outcome;

  Script(int number, String text, Optional<Strike> strikes, String outcome) {
    this.number = number;
    this.text = text;
    this.strikes = strikes;
    this.outcome = outcome;
  }

  /**
   * When a value is changed.
   *
   * @param shard on whose target
   * @param during the run's state
   * @param after words of a line that is said then; empty means as soon as the state is reached
   */
  record Strike(String shard, RunState during, String after) {}

  int number() {
    return number;
  }

  String text() {
    return text;
  }

  Optional<Strike> strikes() {
    return strikes;
  }

  boolean diverges() {
    return strikes.isPresent();
  }

  RunState ends() {
    return diverges() ? RunState.ROLLED_BACK : RunState.FINALIZED;
  }

  String outcome() {
    return outcome;
  }
}
