package io.plimsoll.gate;

import io.plimsoll.common.Finding;
import java.util.List;

/** Measures again, cheaply, what a gate was sealed on; changes nothing. */
public interface GateWatch {
  Look look();

  /**
   * @param red what is wrong now: the gate is disarmed
   * @param unknown what could not be measured: nothing may be concluded, so nothing goes on
   */
  record Look(List<Finding> red, List<Finding> unknown) {
    public static final Look GREEN = new Look(List.of(), List.of());
  }
}
