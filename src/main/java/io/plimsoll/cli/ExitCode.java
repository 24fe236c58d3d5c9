package io.plimsoll.cli;

import io.plimsoll.common.GuardId;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.RunState;
import java.util.EnumSet;
import java.util.Set;

/** What a command ends with, so that a script can tell. */
public enum ExitCode {
  OK(0, "done: finalized, a requested rollback done, or nothing left to do"),
  ERROR(1, "error; the state is known and printed"),
  REFUSED(2, "wrong usage, invalid plan, or refused in preflight: nothing was changed"),
  WAITS(3, "waits: at a gate, held, paused, or for another process"),
  REJECTED(4, "rejected or expired"),
  DIVERGED(5, "diverged and rolled back"),
  ROLLBACK_FAILED(6, "the rollback failed: a person is needed"),
  STALE(7, "stale: another process holds the run, or it moved since it was shown"),
  OUTSIDE_WINDOW(8, "outside the window: waits for it, or went back because it ended"),
  INTERRUPTED(130, "interrupted; can be resumed");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** What a command that works on a run, or watches it, may end with beside the usual. */
  static Set<ExitCode> ofRun() {
    return EnumSet.of(
        WAITS, REJECTED, DIVERGED, ROLLBACK_FAILED, STALE, OUTSIDE_WINDOW, INTERRUPTED);
  }

  public int number() {
    return number;
  }

  public String meaning() {
    return meaning;
  }

  /**
   * How a run rests after this process worked on it.
   *
   * @param interrupted whether this process was told to stop; a run that neither ended nor waits
   *     then goes on with {@code resume}, and else was taken by another process
   */
  public static ExitCode of(Run run, boolean interrupted) {
    return of(RunPage.Line.of(run), interrupted);
  }

  static ExitCode of(RunPage.Line run, boolean interrupted) {
    return switch (run.state()) {
      case FINALIZED -> OK;
      case ROLLED_BACK -> run.diverged() ? DIVERGED : overran(run) ? OUTSIDE_WINDOW : OK;
      case ROLLBACK_FAILED -> ROLLBACK_FAILED;
      case PREFLIGHT,
          SNAPSHOT,
          DRY_RUN,
          CANARY,
          COPY,
          VERIFY,
          CUT_OVER,
          SOAK,
          FINALIZE,
          ROLLING_BACK ->
          run.hold().map(ExitCode::of).orElse(interrupted ? INTERRUPTED : STALE);
    };
  }

  private static ExitCode of(Hold hold) {
    return switch (hold.reason()) {
      case REFUSED -> REFUSED;
      case GATE, PAUSED, INCONCLUSIVE -> WAITS;
      case WINDOW -> OUTSIDE_WINDOW;
      case EXPIRED -> REJECTED;
      case FAILED, BROKEN, DIVERGED -> ERROR;
    };
  }

  /** Nobody asked for this way back: the plan did, because a window had no more time. */
  private static boolean overran(RunPage.Line run) {
    return run.outcome().startsWith(GuardId.F43 + " ");
  }

  /** Whether the run rests: it ended, waits, or needs a person. */
  static boolean rests(Run run) {
    return rests(RunPage.Line.of(run));
  }

  static boolean rests(RunPage.Line run) {
    return run.state().ended() || run.state() == RunState.ROLLBACK_FAILED || run.hold().isPresent();
  }
}
