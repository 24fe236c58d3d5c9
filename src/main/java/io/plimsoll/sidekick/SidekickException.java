package io.plimsoll.sidekick;

/** Something the sample service could not do; the message says what, where, and what remains. */
public class SidekickException extends RuntimeException {
  SidekickException(String message) {
    super(message);
  }

  SidekickException(String message, Throwable cause) {
    super(message, cause);
  }
}
