package io.plimsoll.run;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * One execution of a plan, as the control database knows it.
 *
 * @param planText the plan as submitted; the run never reads the file again
 * @param state where it is
 * @param hold present while it waits for a person
 * @param outcome why it ended or turned back, as a sentence; empty until then
 * @param diverged whether divergence was found at any time
 * @param request what a person asked of the holder and it has not yet obeyed
 * @param epoch of the node that holds it
 * @param version rises with every move; moves compare and set it
 */
public record Run(
    RunId id,
    String planText,
    RunState state,
    Optional<Hold> hold,
    String outcome,
    boolean diverged,
    Optional<Request> request,
    Epoch epoch,
    long version,
    Times times) {

  /** What a person may ask of a running run. */
  public enum Request {
    PAUSE,
    ABORT,
    ROLLBACK
  }

  /**
   * @param ended empty while it goes on
   */
  public record Times(Instant started, Instant changed, Optional<Instant> ended) {}
}
