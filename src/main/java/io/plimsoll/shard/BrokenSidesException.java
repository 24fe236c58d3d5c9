package io.plimsoll.shard;

/**
 * Sides and route are in states in which only a person may decide; everything was shut that could
 * be.
 */
public final class BrokenSidesException extends RuntimeException {
  public BrokenSidesException(String message) {
    super(message);
  }
}
