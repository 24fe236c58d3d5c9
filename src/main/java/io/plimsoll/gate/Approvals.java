package io.plimsoll.gate;

import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the gates of the runs: every change is one compare-and-set, together with the decision that
 * made it and the move of the run that follows from it, or nothing of it.
 */
public interface Approvals extends GateRounds {

  /** The newest round of the gate; empty when the run never came to it. */
  Optional<Gate> current(RunId run, StageName stage);

  /** The newest round of every gate of the run, in the order of the stages. */
  List<Gate> all(RunId run);

  /**
   * Begins a round in COLLECTING.
   *
   * @param after the round it follows; empty for the first. What changed in it is kept in the new
   *     one, so that whoever decides sees why there is another round
   * @throws StaleGateException when somebody else began one
   */
  Gate open(RunId run, StageName stage, Optional<Gate> after);

  /**
   * Moves the gate as the lifecycle says.
   *
   * @throws StaleGateException when gate or run are no longer as they were seen, or, with an
   *     approval of the run, when the way back was asked for
   * @throws IllegalStateException when the lifecycle has no such move
   */
  Gate move(Gate seen, GateEvent event, Change change);

  /**
   * Moves only the run, if the gate is still as it was seen: a decision in between is not slept
   * through.
   *
   * @throws StaleGateException when it is not, or the run is not
   */
  void moveRun(Gate seen, RunMove move);

  /** What happened to the gate, oldest first, over all rounds. */
  List<HistoryLine> history(RunId run, StageName stage);

  /** Gates that were opened in an emergency and that nobody has reviewed yet, oldest first. */
  List<Gate> reviewsDue();

  /**
   * Keeps the review of a broken glass; of any number at once, one counts.
   *
   * @return the round with it
   * @throws StaleGateException when it has been reviewed already
   */
  Gate settle(Gate broken, Decision review);

  /**
   * What a move writes besides the new state.
   *
   * @param text what happened, as a sentence
   * @param times all of them, as they are from now on
   * @param evidence newly sealed
   * @param decision that made the move
   * @param run how the run moves in the same transaction
   */
  record Change(
      String text,
      Gate.Times times,
      Optional<SealedEvidence> evidence,
      List<Difference> changed,
      Optional<Decision> decision,
      Optional<RunMove> run) {
    static Change of(Gate seen, String text) {
      return new Change(
          text, seen.times(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());
    }

    Change at(Gate.Times other) {
      return new Change(text, other, evidence, changed, decision, run);
    }

    Change sealing(SealedEvidence sealed) {
      return new Change(text, times, Optional.of(sealed), changed, decision, run);
    }

    Change differing(List<Difference> differences) {
      return new Change(text, times, evidence, differences, decision, run);
    }

    Change by(Decision maker) {
      return new Change(text, times, evidence, changed, Optional.of(maker), run);
    }

    Change moving(Optional<RunMove> move) {
      return new Change(text, times, evidence, changed, decision, move);
    }
  }

  record RunMove(Run seen, RunEvent event, Runs.Note note) {}

  record HistoryLine(
      Instant at, int round, GateState state, GateEvent event, GateState next, String text) {}
}
