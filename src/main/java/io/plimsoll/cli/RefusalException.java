package io.plimsoll.cli;

/** What was asked for is not done, and nothing was changed; the message says what to do instead. */
final class RefusalException extends RuntimeException {
  RefusalException(String message) {
    super(message);
  }
}
