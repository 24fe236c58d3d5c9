package io.plimsoll.audit;

import java.io.IOException;

/** Somewhere outside the control database, where checkpoints are given to and never taken back. */
public interface CheckpointPlace {
  /** As warnings name it; no secret. */
  String name();

  /**
   * Gives it away; it is durable there when this returns. Giving the same again is harmless.
   *
   * @throws IOException saying why the place does not take it, another one of that size included
   */
  void put(SignedCheckpoint checkpoint) throws IOException;
}
