package io.plimsoll.shard;

/** Where the run wants the shard; it comes from the journal, and safety does not depend on it. */
public enum Direction {
  FORWARD,
  BACK
}
