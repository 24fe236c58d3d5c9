package io.plimsoll.run;

/** Somebody else moved or took over the run; the caller must stop working on it. */
public final class StaleRunException extends RuntimeException {
  public StaleRunException(String message) {
    super(message);
  }
}
