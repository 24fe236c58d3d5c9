package io.plimsoll.shard;

/**
 * A live source could not be closed within its budget, as often as the plan allows. Clients write
 * to it as before, and every change goes on being captured.
 */
public final class PostponedException extends RuntimeException {
  public PostponedException(String message) {
    super(message);
  }
}
