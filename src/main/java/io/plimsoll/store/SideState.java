package io.plimsoll.store;

/** Who may write to one side of a shard. */
public enum SideState {
  /** Clients write. On a target: since the cut-over. */
  OPEN,
  /** A source closed until an instant; it opens by itself after that. */
  CUT,
  /** A source closed for good: the commit point of a cut-over. */
  SEALED,
  /** A target that was never open. */
  NEW,
  /** A target closed again; behind it may be writes that the source lacks. */
  BACK
}
