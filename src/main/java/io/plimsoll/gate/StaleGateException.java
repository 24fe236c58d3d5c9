package io.plimsoll.gate;

/** Somebody else moved the gate or its run in between; whoever sees this looks again. */
public final class StaleGateException extends RuntimeException {
  public StaleGateException(String message) {
    super(message);
  }
}
