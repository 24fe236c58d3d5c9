package io.plimsoll.shard;

/** How writes are carried between the sides; it settles when a target may open and close again. */
public enum CaptureMode {
  /** Changes are replayed while clients write, in both directions. */
  LIVE,
  /**
   * Nobody writes during the move and nothing carries writes back: the target stays closed until
   * finalize is approved, and once it was open there is no way back.
   */
  FROZEN,
  /** As frozen, but the plan accepts in writing that a rollback loses the target's writes. */
  FROZEN_LOSS_ACCEPTED;

  /** Whether a source that was writable again makes the copy worthless. */
  boolean frozen() {
    return this != LIVE;
  }

  /** Whether the target opens at cut-over rather than at finalize. */
  boolean opensAtCutOver() {
    return this != FROZEN;
  }

  /** Whether a target that clients wrote to may be closed and left again. */
  boolean hasWayBack() {
    return this != FROZEN;
  }
}
