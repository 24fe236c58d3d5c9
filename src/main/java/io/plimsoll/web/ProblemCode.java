package io.plimsoll.web;

import java.util.Locale;

/** Every kind of refusal there is. A code, once published, keeps its meaning. */
public enum ProblemCode {
  BAD_REQUEST(400, "The request cannot be understood"),
  UNAUTHENTICATED(401, "Nobody is known by these credentials"),
  FORBIDDEN(403, "These credentials do not allow this"),
  CROSS_SITE(403, "This does not come from a page of this server"),
  NOT_FOUND(404, "There is nothing here"),
  METHOD_NOT_ALLOWED(405, "This cannot be done here"),
  NOT_POSSIBLE_NOW(409, "The run is not where this could be done"),
  IN_PROGRESS(409, "The same request is being worked on"),
  SHOWN_ONCE(409, "The same request was answered with a secret, which is not kept"),
  OUTCOME_UNKNOWN(409, "The same request was begun and not answered"),
  TAKEN(409, "Somebody was faster"),
  LAST_ADMINISTRATOR(409, "Nobody would be left to keep accounts"),
  STALE(412, "The run has changed since it was looked at"),
  TOO_LARGE(413, "The request is too large"),
  URI_TOO_LONG(414, "The address is too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "The content is of another kind than expected"),
  INVALID_PLAN(422, "The plan has problems"),
  INVALID_CONTENT(422, "The content cannot be used"),
  KEY_REUSED(422, "The idempotency key belongs to another request"),
  VERSION_REQUIRED(428, "Say which version of the run this is about"),
  TOO_MANY_REQUESTS(429, "Too many attempts"),
  HEADERS_TOO_LARGE(431, "The headers are too large"),
  INTERNAL(500, "A fault in Plimsoll itself"),
  UNAVAILABLE(503, "The control database does not answer"),
  PROVIDER_UNREACHABLE(503, "The identity provider does not answer"),
  NOT_READY(503, "The server takes no work"),
  TOO_MANY_STREAMS(503, "Too many event streams are open");

  private final int status;
  private final String title;

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** As in the type's address: {@code invalid-plan}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The code for a status that the HTTP layer itself has refused with. */
  static ProblemCode ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 413 -> TOO_LARGE;
      case 414 -> URI_TOO_LONG;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 431 -> HEADERS_TOO_LARGE;
      case 503 -> NOT_READY;
      // A version or an encoding of HTTP that nobody speaks here is no fault of ours.
      case 501, 505 -> BAD_REQUEST;
      default -> status >= 500 ? INTERNAL : BAD_REQUEST;
    };
  }
}
