package io.plimsoll.run;

/** What can happen to a run. */
public enum RunEvent {
  PASSED,
  DIVERGED,
  FAILED,
  INCONCLUSIVE,
  APPROVED,
  REJECTED,
  EXPIRED,
  PAUSE,
  RESUME,
  ABORT
}
