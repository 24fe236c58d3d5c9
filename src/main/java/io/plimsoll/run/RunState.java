package io.plimsoll.run;

import io.plimsoll.plan.StageName;
import java.util.Optional;

/** Where a run is. Waiting, paused and held are orthogonal and live in {@link Run}. */
public enum RunState {
  PREFLIGHT,
  SNAPSHOT,
  DRY_RUN,
  CANARY,
  COPY,
  VERIFY,
  CUT_OVER,
  SOAK,
  FINALIZE,
  FINALIZED,
  ROLLING_BACK,
  ROLLED_BACK,
  /** A person is needed: the run could not be taken back by itself. */
  ROLLBACK_FAILED;

  public boolean ended() {
    return this == FINALIZED || this == ROLLED_BACK;
  }

  /** The stage that works in this state; none when the run has ended or goes back. */
  public Optional<StageName> stage() {
    return switch (this) {
      case PREFLIGHT, SNAPSHOT, DRY_RUN, CANARY, COPY, VERIFY, CUT_OVER, SOAK, FINALIZE ->
          Optional.of(StageName.valueOf(name()));
      case FINALIZED, ROLLING_BACK, ROLLED_BACK, ROLLBACK_FAILED -> Optional.empty();
    };
  }
}
