package io.plimsoll.engine;

import io.plimsoll.common.GuardId;
import io.plimsoll.gate.EvidenceBook;
import io.plimsoll.gate.FactJson;
import io.plimsoll.gate.Facts;
import io.plimsoll.gate.WindowGate;
import io.plimsoll.plan.Schedule.Overrun;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import io.plimsoll.stage.StageContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Makes a run wait for its plan's windows, and says what becomes of a stage that overruns one. */
final class WindowWatch {
  private final Runs runs;

  WindowWatch(Runs runs) {
    this.runs = runs;
  }

  /**
   * What a closed window makes of the run.
   *
   * @param run as it then is
   * @param opens when it may go on, if it waits and ever may
   */
  record Closed(Run run, Optional<Instant> opens) {}

  /**
   * Looks before a step of the stage. Empty when the step may be made; the drive then knows until
   * when.
   */
  Optional<Closed> before(Drive drive, StageContext context, StageName stage) {
    WindowGate.Standing standing = standing(context, stage);
    if (standing.waits().isPresent()) {
      return Optional.of(closed(drive, context.run(), stage, standing));
    }
    drive.worksUntil(stage, stops(drive) ? standing.deadline() : Optional.empty());
    return Optional.empty();
  }

  /** Looks after a step was stopped: empty when the window is not why. */
  Optional<Closed> stopped(Drive drive, StageContext context, Run now) {
    StageName stage = now.state().stage().orElseThrow();
    if (!drive.outOfTime(context.now())) {
      return Optional.empty();
    }
    WindowGate.Standing standing = standing(context, stage);
    return standing.waits().isPresent()
        ? Optional.of(closed(drive, now, stage, standing))
        : Optional.of(new Closed(now, Optional.empty()));
  }

  private static boolean stops(Drive drive) {
    return drive
        .plan
        .spec()
        .schedule()
        .filter(s -> s.overrun() != Overrun.FINISH_STAGE)
        .isPresent();
  }

  private static WindowGate.Standing standing(StageContext context, StageName stage) {
    return new WindowGate(context.tools().guards())
        .at(
            new WindowGate.Step(
                stage,
                context.plan(),
                context.tools().ports().shards().of(context.run().id()),
                back(context.book(), context.run())),
            context.now());
  }

  /** How long the dry run took to go back; before it, there is nothing to go back from. */
  private static Duration back(EvidenceBook book, Run run) {
    return book.find(run.id(), StageName.DRY_RUN, Optional.empty(), "prediction")
        .map(evidence -> FactJson.read(evidence, Facts.Prediction.class))
        .map(predicted -> Duration.ofMillis(predicted.rollbackMillis()))
        .orElse(Duration.ZERO);
  }

  private Closed closed(Drive drive, Run run, StageName stage, WindowGate.Standing standing) {
    boolean atWork = drive.worksOn(stage);
    drive.worksOnNothing();
    Optional<GuardId> guard = atWork ? Optional.of(GuardId.F43) : standing.guard();
    String text =
        "%s%s %s: %s"
            .formatted(
                guard.map(g -> g + " ").orElse(""),
                stage,
                atWork ? "stops" : "waits",
                standing.waits().orElseThrow());
    if (atWork && goesBack(drive, stage)) {
      return new Closed(runs.move(run, RunEvent.ABORT, Runs.Note.of(text)), Optional.empty());
    }
    if (waits(run)) {
      return new Closed(run, standing.opens());
    }
    var hold = new Hold(Hold.Reason.WINDOW, text + "; " + remedy(run));
    return new Closed(runs.move(run, RunEvent.PAUSE, Runs.Note.hold(hold)), standing.opens());
  }

  /** From finalize on there may be nothing left that leads back. */
  private static boolean goesBack(Drive drive, StageName stage) {
    boolean wanted =
        drive.plan.spec().schedule().filter(s -> s.overrun() == Overrun.ROLLBACK).isPresent();
    return wanted && stage != StageName.FINALIZE;
  }

  private static String remedy(Run run) {
    return "'plimsoll resume %s --wait' goes on when it opens, 'plimsoll rollback %s' goes back"
        .formatted(run.id(), run.id());
  }

  static boolean waits(Run run) {
    return run.hold().filter(hold -> hold.reason() == Hold.Reason.WINDOW).isPresent();
  }

  /** Lets a run that has waited go on: its window is open, or it no longer needs one. */
  Run opened(Run run) {
    return runs.move(run, RunEvent.RESUME, Runs.Note.of("the window is open"));
  }
}
