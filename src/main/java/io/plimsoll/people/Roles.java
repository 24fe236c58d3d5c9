package io.plimsoll.people;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Sets of roles as words. */
public final class Roles {
  private Roles() {}

  /** In the order of the enum: {@code viewer, approver}; {@code none} for an empty set. */
  public static String text(Set<Role> roles) {
    return roles.isEmpty()
        ? "none"
        : Arrays.stream(Role.values())
            .filter(roles::contains)
            .map(Role::text)
            .collect(Collectors.joining(", "));
  }

  static Set<Role> both(Set<Role> some, Set<Role> others) {
    Set<Role> both = EnumSet.noneOf(Role.class);
    both.addAll(some);
    both.retainAll(others);
    return both;
  }
}
