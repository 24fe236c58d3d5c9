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

  /** Tells this one first and then the other. */
  default GateListener and(GateListener other) {
    GateListener first = this;
    return new GateListener() {
      @Override
      public void moved(Gate gate, GateEvent event) {
        first.moved(gate, event);
        other.moved(gate, event);
      }

      @Override
      public void decided(Gate gate, Decision decision) {
        first.decided(gate, decision);
        other.decided(gate, decision);
      }

      @Override
      public void refused(GateAsk ask, GateRefusal refusal) {
        first.refused(ask, refusal);
        other.refused(ask, refusal);
      }

      @Override
      public void pages(Gate gate, Decision decision) {
        first.pages(gate, decision);
        other.pages(gate, decision);
      }
    };
  }
}
