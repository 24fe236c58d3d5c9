package io.plimsoll.route;

/**
 * The route did not answer. What was asked may have happened or not: take a new epoch and observe.
 */
public final class RouteException extends RuntimeException {
  public RouteException(String message, Throwable cause) {
    super(message, cause);
  }
}
