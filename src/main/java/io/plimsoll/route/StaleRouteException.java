package io.plimsoll.route;

/** Somebody else moved the route; nothing was changed. */
public final class StaleRouteException extends RuntimeException {
  public StaleRouteException(String message) {
    super(message);
  }
}
