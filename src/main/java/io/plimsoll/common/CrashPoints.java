package io.plimsoll.common;

/**
 * Named moments just before and just after an effect. Production passes {@link #NONE}; tests die at
 * one of them and show that the run goes on.
 */
@FunctionalInterface
public interface CrashPoints {
  CrashPoints NONE = point -> {};

  /**
   * Called at the moment itself.
   *
   * @param point stable and unique, e.g. {@code cut-over.seal.after}
   */
  void reached(String point);
}
