package io.plimsoll.shard;

/** The copy is worth nothing any more, or differs: the run has to go back. Never retried. */
public final class DivergedException extends RuntimeException {
  public DivergedException(String message) {
    super(message);
  }
}
