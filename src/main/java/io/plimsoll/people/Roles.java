package io.plimsoll.people;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Sets of roles as words. */
public final class Roles {
  private Roles() {}

  /** In the order of the enum: {@code viewer, approver}; {@code none} for an empty set. */
  public static String text(Set<Role> roles) {
    return text(texts(roles));
  }

  /** As {@link #text(Set)}, of roles as {@link #texts} gives them. */
  public static String text(List<String> roles) {
    return roles.isEmpty() ? "none" : String.join(", ", roles);
  }

  /** A word each, in the order of the roles. */
  public static List<String> texts(Set<Role> roles) {
    return roles.stream().sorted().map(Role::text).toList();
  }

  static Set<Role> both(Set<Role> some, Set<Role> others) {
    Set<Role> both = EnumSet.noneOf(Role.class);
    both.addAll(some);
    both.retainAll(others);
    return both;
  }
}
