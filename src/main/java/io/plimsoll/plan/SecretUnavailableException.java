package io.plimsoll.plan;

/** A secret cannot be read where the configuration says it is. Names the origin, never a value. */
public final class SecretUnavailableException extends RuntimeException {
  SecretUnavailableException(String message) {
    super(message);
  }
}
