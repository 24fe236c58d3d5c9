package io.plimsoll.gate;

import java.util.Optional;

/**
 * What became of a decision.
 *
 * @param gate how the gate is now; empty when the run never came to it
 * @param refusal why the decision does not count; empty when it does
 */
public record GateAnswer(Optional<Gate> gate, Optional<GateRefusal> refusal) {
  static GateAnswer counted(Gate gate) {
    return new GateAnswer(Optional.of(gate), Optional.empty());
  }

  static GateAnswer refused(Optional<Gate> gate, GateRefusal refusal) {
    return new GateAnswer(gate, Optional.of(refusal));
  }

  public boolean counted() {
    return refusal.isEmpty();
  }
}
