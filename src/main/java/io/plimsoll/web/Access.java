package io.plimsoll.web;

import io.plimsoll.people.Caller;
import io.plimsoll.people.Role;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may use a route.
 *
 * @param who whether credentials or roles are asked for at all
 * @param roles where they are, one of them is enough
 */
record Access(Who who, Set<Role> roles) {
  static final Access ANYBODY = new Access(Who.ANYBODY, Set.of());

  /** About oneself, which needs no role. */
  static final Access KNOWN = new Access(Who.KNOWN, Set.of());

  /** Whoever has any role may look. */
  static final Access READS = new Access(Who.HOLDERS, EnumSet.allOf(Role.class));

  enum Who {
    ANYBODY,
    KNOWN,
    HOLDERS
  }

  Access {
    roles = Set.copyOf(roles);
  }

  static Access of(Role... roles) {
    return new Access(Who.HOLDERS, Set.of(roles));
  }

  boolean anybody() {
    return who == Who.ANYBODY;
  }

  boolean allows(Caller caller) {
    return who != Who.HOLDERS || roles.stream().anyMatch(caller::has);
  }

  /** For people. */
  String text() {
    return switch (who) {
      case ANYBODY -> "anybody";
      case KNOWN -> "whoever is known, with or without a role";
      case HOLDERS ->
          roles.size() == Role.values().length
              ? "any role"
              : roles.stream().sorted().map(Role::text).collect(Collectors.joining(" or "));
    };
  }
}
