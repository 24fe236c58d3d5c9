package io.plimsoll.common;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The guards in force, given by constructor. Production wires {@link #all()}; a test that shows
 * what a guard is for leaves one out. There is no switch.
 */
public final class Guards {
  private final Set<GuardId> inForce;

  public Guards(Set<GuardId> inForce) {
    this.inForce = inForce.isEmpty() ? EnumSet.noneOf(GuardId.class) : EnumSet.copyOf(inForce);
  }

  public static Guards all() {
    return new Guards(EnumSet.allOf(GuardId.class));
  }

  public boolean has(GuardId guard) {
    return inForce.contains(guard);
  }

  /** What the guard finds; nothing when it is not in force. */
  public List<Finding> check(GuardId guard, Supplier<List<Finding>> inspection) {
    return has(guard) ? inspection.get() : List.of();
  }
}
