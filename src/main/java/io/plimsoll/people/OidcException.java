package io.plimsoll.people;

import io.plimsoll.people.AccessEvents.Cause;

/** The answer of the identity provider is not accepted, or there is none. Holds no secret. */
final class OidcException extends Exception {
  private final Cause cause;

  OidcException(Cause cause, String message) {
    super(message);
    this.cause = cause;
  }

  OidcException(Cause cause, String message, Throwable from) {
    super(message, from);
    this.cause = cause;
  }

  Cause cause() {
    return cause;
  }
}
