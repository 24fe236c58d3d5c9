package io.plimsoll.audit;

/** The log, a key or a checkpoint cannot be used; the message says what, where, and the remedy. */
public final class AuditException extends RuntimeException {
  public AuditException(String message) {
    super(message);
  }

  public AuditException(String message, Throwable cause) {
    super(message, cause);
  }
}
