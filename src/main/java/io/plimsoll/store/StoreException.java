package io.plimsoll.store;

/**
 * A store did not do what it was asked. The message names the store, the object and the server's
 * own words, never a secret.
 */
public class StoreException extends RuntimeException {
  private final boolean transientFailure;

  public StoreException(String message, boolean transientFailure, Throwable cause) {
    super(message, cause);
    this.transientFailure = transientFailure;
  }

  /** Whether trying again may help: lost connection, lock timeout, deadlock. */
  public boolean worthAnotherTry() {
    return transientFailure;
  }

  /**
   * The store refused because the token, epoch, state or attempt is no longer ours. Never retried.
   */
  public static final class Fenced extends StoreException {
    public Fenced(String message, Throwable cause) {
      super(message, false, cause);
    }
  }

  /** A lock was not to be had within its bound; the blockers are named. */
  public static final class Blocked extends StoreException {
    public Blocked(String message, Throwable cause) {
      super(message, true, cause);
    }
  }
}
