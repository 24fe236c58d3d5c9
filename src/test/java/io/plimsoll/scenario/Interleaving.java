package io.plimsoll.scenario;

import io.plimsoll.common.CrashPoints;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Does something at a named point of a run, once, in the run's own thread. */
final class Interleaving implements CrashPoints {
  private final Map<String, Runnable> once = new ConcurrentHashMap<>();

  Interleaving at(String point, Runnable deed) {
    once.put(point, deed);
    return this;
  }

  /** Whether the point has not come yet. */
  boolean waitsFor(String point) {
    return once.containsKey(point);
  }

  /** The points that have not come yet. */
  Set<String> waiting() {
    return Set.copyOf(once.keySet());
  }

  @Override
  public void reached(String point) {
    Runnable deed = once.remove(point);
    if (deed != null) {
      deed.run();
    }
  }
}
