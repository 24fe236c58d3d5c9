package io.plimsoll.gate;

/** Hears what happens at gates, after it is durable; must return quickly and must not throw. */
public interface GateListener {
  GateListener NONE = new GateListener() {};

  /** The gate moved: it waits, is armed, stale, red, expired, consumed … */
  default void moved(Gate gate, GateEvent event) {}

  /** A decision counted. */
  default void decided(Gate gate, Decision decision) {}

  /** A decision did not count. */
  default void refused(GateAsk ask, GateRefusal refusal) {}

  /** A key was turned, or the glass is broken: somebody has to be paged now. */
  default void pages(Gate gate, Decision decision) {}
}
