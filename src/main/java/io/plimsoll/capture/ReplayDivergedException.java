package io.plimsoll.capture;

/** Both sides of a shard cannot be brought together by replaying; nothing was written. */
public class ReplayDivergedException extends RuntimeException {
  public ReplayDivergedException(String message) {
    super(message);
  }
}
