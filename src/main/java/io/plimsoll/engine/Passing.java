package io.plimsoll.engine;

import io.plimsoll.common.Finding;
import io.plimsoll.gate.EvidenceBook;
import io.plimsoll.gate.EvidenceGate;
import io.plimsoll.gate.GateKeeper;
import io.plimsoll.gate.GateWatch;
import io.plimsoll.gate.Standing;
import io.plimsoll.plan.GateRule;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether a run may pass from where it is into the work of its stage. */
final class Passing {
  private final Runs runs;
  private final EvidenceBook book;
  private final EvidenceGate complete;
  private final GateKeeper keeper;

  Passing(Runs runs, EvidenceBook book, EvidenceGate complete, GateKeeper keeper) {
    this.runs = runs;
    this.book = book;
    this.complete = complete;
    this.keeper = keeper;
  }

  /** What the answer is: go on, look again at a run that was moved, or hold. */
  record Answer(boolean passes, Optional<Hold> hold) {
    static final Answer PASSES = new Answer(true, Optional.empty());
    static final Answer LOOK_AGAIN = new Answer(false, Optional.empty());

    static Answer holds(Hold hold) {
      return new Answer(false, Optional.of(hold));
    }
  }

  Answer into(Run run, StageName stage, Drive drive, GateWatch watch) {
    List<Finding> lacking = complete.before(stage, drive.plan, book.current(run.id()));
    if (!lacking.isEmpty()) {
      String text =
          "the gate before %s lacks evidence: %s"
              .formatted(
                  stage, lacking.stream().map(Finding::text).collect(Collectors.joining("; ")));
      return Answer.holds(new Hold(Hold.Reason.INCONCLUSIVE, text));
    }
    GateRule rule = drive.plan.spec().gates().before(stage);
    if (rule instanceof GateRule.Quorum) {
      return quorum(keeper.before(run, drive.plan, stage, watch));
    }
    boolean holds = rule.equals(GateRule.HOLD) || drive.holdBefore.contains(stage);
    if (!holds) {
      record(run, drive.plan, stage);
      return Answer.PASSES;
    }
    if (approved(run)) {
      return Answer.PASSES;
    }
    String text =
        "waits at the gate before %s; 'plimsoll resume %s' goes on, 'plimsoll rollback %s' goes back";
    return Answer.holds(new Hold(Hold.Reason.GATE, text.formatted(stage, run.id(), run.id())));
  }

  private static Answer quorum(Standing standing) {
    return switch (standing.kind()) {
      case PASSES -> Answer.PASSES;
      case MOVED -> Answer.LOOK_AGAIN;
      case HOLDS -> Answer.holds(standing.hold().orElseThrow());
    };
  }

  /** A gate that the plan names and that asks nobody leaves a record saying so. */
  private void record(Run run, Plan plan, StageName stage) {
    if (plan.spec().gates().byStage().containsKey(stage)) {
      keeper.automatic(run, plan, stage);
    }
  }

  private boolean approved(Run run) {
    return runs.history(run.id()).stream()
        .anyMatch(line -> line.state() == run.state() && line.event() == RunEvent.APPROVED);
  }

  /** The run goes back: no gate of it is waited for any more. */
  void wentBack(Run run) {
    keeper.cancel(run);
  }
}
