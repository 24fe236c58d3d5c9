package io.plimsoll.engine;

import io.plimsoll.gate.StaleGateException;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import io.plimsoll.run.Runs;
import io.plimsoll.stage.Outcome;
import io.plimsoll.stage.Rollback;
import io.plimsoll.stage.Stage;
import io.plimsoll.stage.StageContext;
import io.plimsoll.stage.TargetWatch;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Takes a run one step at a time through its lifecycle. It decides from outcomes only. */
final class RunDriver {
  private final Runs runs;
  private final Passing passing;
  private final Map<StageName, Stage> stages;
  private final Rollback rollback;
  private final WindowWatch windows;

  RunDriver(Runs runs, Passing passing, Map<StageName, Stage> stages, Rollback rollback) {
    this.runs = runs;
    this.passing = passing;
    this.stages = stages;
    this.rollback = rollback;
    this.windows = new WindowWatch(runs);
  }

  /**
   * What comes after a step: another step at an instant, another under a new epoch, or rest.
   *
   * @param rest how the run is when this process has nothing more to do
   * @param newEpoch why a new epoch is needed first: a store did not answer
   * @param opens with {@code rest}, when the plan's windows let it go on
   */
  record Next(
      Optional<Instant> at,
      Optional<Run> rest,
      Optional<String> newEpoch,
      Optional<Instant> opens) {
    static Next at(Instant instant) {
      return new Next(Optional.of(instant), Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Next rest(Run run) {
      return new Next(Optional.empty(), Optional.of(run), Optional.empty(), Optional.empty());
    }

    static Next underNewEpoch(String why) {
      return new Next(Optional.empty(), Optional.empty(), Optional.of(why), Optional.empty());
    }

    /** Waits for a window, or goes on at once where that was no reason to wait. */
    static Next after(WindowWatch.Closed closed) {
      return WindowWatch.waits(closed.run())
          ? new Next(Optional.empty(), Optional.of(closed.run()), Optional.empty(), closed.opens())
          : again(closed.run());
    }
  }

  Next step(Drive drive, StageContext context) throws Exception {
    Run run = context.run();
    drive.requireHolds(run);
    Optional<Run> obeyed = obey(run);
    if (obeyed.isPresent()) {
      return Next.at(context.now());
    }
    // Promise 4: what replaying finds while the run waits for persons needs none of them.
    boolean found = GateRound.waits(run) && drive.found().isPresent();
    if (drive.lettingGo() || isHeld(run) && !found || rests(run.state())) {
      return Next.rest(run);
    }
    if (run.state() == RunState.ROLLING_BACK) {
      drive.worksOnNothing();
      return conclude(drive, run, told(context, unwrap(() -> rollback.run(context))), context);
    }
    if (drive.found().isPresent()) {
      return conclude(drive, run, drive.found().get(), context);
    }
    StageName stage = run.state().stage().orElseThrow();
    Passing.Answer answer;
    try {
      answer = passing.into(run, stage, drive, new TargetWatch(context));
    } catch (StaleGateException somebodyDecided) {
      return Next.at(context.now());
    }
    if (!answer.passes()) {
      if (answer.hold().isEmpty()) {
        return Next.at(context.now());
      }
      Hold hold = answer.hold().get();
      RunEvent event = hold.reason() == Hold.Reason.GATE ? RunEvent.PAUSE : RunEvent.INCONCLUSIVE;
      return Next.rest(runs.move(run, event, Runs.Note.hold(hold)));
    }
    Optional<WindowWatch.Closed> closed = windows.before(drive, context, stage);
    if (closed.isPresent()) {
      return Next.after(closed.get());
    }
    if (WindowWatch.waits(run)) {
      return again(windows.opened(run));
    }
    return conclude(
        drive, run, told(context, unwrap(() -> stages.get(stage).run(context))), context);
  }

  /** Good news is told as it comes; the rest is told by where the run then stands. */
  private static Outcome told(StageContext context, Outcome outcome) {
    boolean good = outcome.is(Outcome.Kind.PASSED) || outcome.is(Outcome.Kind.AGAIN);
    if (good && !outcome.text().isEmpty()) {
      context.say(outcome.text());
    }
    return outcome;
  }

  /** A run that only waits for its window is asked again at each step. */
  private static boolean isHeld(Run run) {
    return run.hold().isPresent() && !WindowWatch.waits(run);
  }

  private static boolean rests(RunState state) {
    return state.ended() || state == RunState.ROLLBACK_FAILED;
  }

  /** Does what a person asked of the holder. */
  private Optional<Run> obey(Run run) {
    if (run.request().isEmpty()) {
      return Optional.empty();
    }
    Run.Request request = run.request().get();
    boolean back = run.state() == RunState.ROLLING_BACK || rests(run.state());
    if (request != Run.Request.PAUSE && !back) {
      // The request is forgotten once the run is turned: until then it keeps every gate shut.
      Run turned =
          runs.move(
              run,
              RunEvent.ABORT,
              Runs.Note.of(request.name().toLowerCase() + " requested by a person"));
      runs.obeyed(run.id(), request);
      passing.wentBack(turned);
      return Optional.of(turned);
    }
    runs.obeyed(run.id(), request);
    return switch (request) {
      case ABORT, ROLLBACK -> Optional.empty();
      case PAUSE ->
          rests(run.state()) || isHeld(run)
              ? Optional.empty()
              : Optional.of(
                  runs.move(
                      run,
                      RunEvent.PAUSE,
                      Runs.Note.hold(
                          new Hold(Hold.Reason.PAUSED, "paused by a person; resume goes on"))));
    };
  }

  private Next conclude(Drive drive, Run run, Outcome outcome, StageContext context) {
    // A person's request may have changed the row while the stage worked; the state has not moved.
    Run now = runs.find(run.id()).orElseThrow();
    drive.requireHolds(now);
    boolean back = now.state() == RunState.ROLLING_BACK;
    return switch (outcome.kind()) {
      case PASSED -> again(runs.move(now, RunEvent.PASSED, Runs.Note.of(outcome.text())));
      case AGAIN -> Next.at(outcome.notBefore().orElseThrow());
      case STOPPED ->
          now.request().isPresent() || drive.found().isPresent()
              ? again(now)
              : back ? Next.rest(now) : stopped(drive, now, context);
      case INCONCLUSIVE -> hold(now, RunEvent.INCONCLUSIVE, Hold.Reason.INCONCLUSIVE, outcome);
      case UNAVAILABLE -> Next.underNewEpoch(outcome.text());
      case REFUSED -> hold(now, RunEvent.FAILED, Hold.Reason.FAILED, outcome);
      case FAILED ->
          hold(
              now,
              RunEvent.FAILED,
              outcome.reason().orElse(Hold.Reason.FAILED),
              back ? outcome : standingDown(now, outcome, context));
      case DIVERGED ->
          back || now.state() == RunState.FINALIZE
              ? hold(now, RunEvent.DIVERGED, Hold.Reason.DIVERGED, outcome)
              : again(turnedBack(now, outcome));
    };
  }

  private Run turnedBack(Run run, Outcome diverged) {
    Run turned = runs.move(run, RunEvent.DIVERGED, Runs.Note.of(diverged.text()));
    passing.wentBack(turned);
    return turned;
  }

  private Next stopped(Drive drive, Run now, StageContext context) {
    return windows.stopped(drive, context, now).map(Next::after).orElseGet(() -> Next.rest(now));
  }

  /** Sides that only a person may touch stay as they are. */
  private Outcome standingDown(Run run, Outcome failed, StageContext context) {
    boolean broken = failed.reason().filter(Hold.Reason.BROKEN::equals).isPresent();
    Optional<StageName> stage = run.state().stage();
    if (broken || stage.isEmpty()) {
      return failed;
    }
    String then;
    try {
      then = unwrap(() -> stages.get(stage.get()).standDown(context)).text();
    } catch (Exception e) {
      then = "it could not go back alone: " + e.getMessage();
    }
    return then.isEmpty()
        ? failed
        : Outcome.failed(failed.reason().orElse(Hold.Reason.FAILED), failed.text() + "; " + then);
  }

  private static Next again(Run moved) {
    return Next.at(moved.times().changed());
  }

  private Next hold(Run run, RunEvent event, Hold.Reason reason, Outcome outcome) {
    return Next.rest(runs.move(run, event, Runs.Note.hold(new Hold(reason, outcome.text()))));
  }

  /** Gives up after the bounded tries: what can go back alone does, then the run holds. */
  Run givesUp(Run run, String why, StageContext context) {
    return unreachable(
        run, standingDown(run, Outcome.failed(Hold.Reason.FAILED, why), context).text());
  }

  /** Holds because a store does not answer. */
  Run unreachable(Run run, String why) {
    RunEvent event = run.state() == RunState.ROLLING_BACK ? RunEvent.INCONCLUSIVE : RunEvent.FAILED;
    String text =
        why + "; when the store answers again, 'plimsoll resume %s' goes on".formatted(run.id());
    return runs.move(run, event, Runs.Note.hold(new Hold(Hold.Reason.BROKEN, text)));
  }

  private interface Work {
    Outcome run() throws Exception;
  }

  /** Brings exceptions of shard tasks back as themselves. */
  private static Outcome unwrap(Work work) throws Exception {
    try {
      return work.run();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
