package io.plimsoll.engine;

import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import java.util.Locale;
import java.util.Optional;

/** What a person can ask of a run. Each means one thing, and says beforehand what it does. */
public enum Verb {
  HOLD("the run waits at its next safe point; what is copied stays, and 'resume' goes on"),
  RESUME("the run goes on from where it waits, through the gate if it waits at one"),
  RETRY("what failed or could not be measured is tried again; what is done is not done twice"),
  ABORT(
      "the run is undone: clients stay with or return to the source, what it made is removed; abort"
          + " beats everything else that is asked. Point of no return: finalize"),
  ROLLBACK(
      "clients return to the source, with what they wrote meanwhile where the plan captures live;"
          + " what the run made is removed. Point of no return: finalize"),
  FINALIZE("the way back is given up for good: the target is the only side from here on");

  private final String consequence;

  Verb(String consequence) {
    this.consequence = consequence;
  }

  /** As people write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it does, as a sentence without its end. */
  public String consequence() {
    return consequence;
  }

  /** Whether it decides about a gate, and not only about how the work is done. */
  public boolean decides(Run run) {
    return this == FINALIZE || (this == RESUME && atGate(run));
  }

  /**
   * Why it makes no sense for this run now; empty when it does.
   *
   * @param started whether the run has been started
   */
  public Optional<String> refusal(Run run, boolean started) {
    if (run.state().ended()) {
      return Optional.of("the run has ended");
    }
    return switch (this) {
      case HOLD -> hold(run, started);
      case RESUME -> resume(run);
      case RETRY -> retry(run);
      case ABORT, ROLLBACK ->
          goesBack(run) ? Optional.of("the run is on its way back already") : Optional.empty();
      case FINALIZE ->
          atGate(run) && run.state() == RunState.FINALIZE
              ? Optional.empty()
              : Optional.of("the run does not wait at the gate before finalize");
    };
  }

  private static Optional<String> hold(Run run, boolean started) {
    if (run.state() == RunState.ROLLBACK_FAILED || run.hold().isPresent()) {
      return Optional.of("the run waits already");
    }
    return started ? Optional.empty() : Optional.of("the run has not been started");
  }

  private static Optional<String> resume(Run run) {
    if (run.state() == RunState.ROLLBACK_FAILED) {
      return Optional.of("the way back failed; 'retry' tries it again");
    }
    if (run.hold().isEmpty()) {
      return Optional.of("the run does not wait");
    }
    return switch (run.hold().get().reason()) {
      case GATE ->
          run.state() == RunState.FINALIZE
              ? Optional.of("the run waits before finalize; 'finalize' says that it may")
              : Optional.empty();
      case PAUSED -> Optional.empty();
      case WINDOW -> Optional.of("the run goes on by itself when its window opens");
      case REFUSED, EXPIRED, FAILED, INCONCLUSIVE, DIVERGED, BROKEN ->
          Optional.of("something went wrong; 'retry' tries it again");
    };
  }

  private static Optional<String> retry(Run run) {
    if (run.state() == RunState.ROLLBACK_FAILED) {
      return Optional.empty();
    }
    boolean wrong =
        run.hold()
            .filter(
                hold ->
                    switch (hold.reason()) {
                      case REFUSED, EXPIRED, FAILED, INCONCLUSIVE, DIVERGED, BROKEN -> true;
                      case GATE, PAUSED, WINDOW -> false;
                    })
            .isPresent();
    return wrong ? Optional.empty() : Optional.of("nothing went wrong that could be tried again");
  }

  private static boolean atGate(Run run) {
    return run.hold().filter(hold -> hold.reason() == Hold.Reason.GATE).isPresent();
  }

  private static boolean goesBack(Run run) {
    return run.state() == RunState.ROLLING_BACK || run.state() == RunState.ROLLBACK_FAILED;
  }
}
