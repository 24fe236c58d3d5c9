package io.plimsoll.web;

import io.plimsoll.people.Caller;
import io.plimsoll.people.Role;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may use a route.
 *
 * @param anybody whether no credentials are asked for
 * @param roles one of them is enough
 */
record Access(boolean anybody, Set<Role> roles) {
  static final Access ANYBODY = new Access(true, Set.of());

  /** Whoever has any role may look. */
  static final Access READS = new Access(false, EnumSet.allOf(Role.class));

  Access {
    roles = Set.copyOf(roles);
  }

  static Access of(Role... roles) {
    return new Access(false, Set.of(roles));
  }

  boolean allows(Caller caller) {
    return roles.stream().anyMatch(caller::has);
  }

  /** For people. */
  String text() {
    if (anybody) {
      return "anybody";
    }
    return roles.size() == Role.values().length
        ? "any role"
        : roles.stream().sorted().map(Role::text).collect(Collectors.joining(" or "));
  }
}
