package io.plimsoll.people;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody or something that can be authenticated. Never removed, so that old decisions have an
 * author.
 */
public sealed interface Account permits Person, Machine {
  AccountId id();

  /** What is typed at log-in; unique over persons and machines. */
  String name();

  /** As of the moment it was read. */
  Set<Role> roles();

  boolean disabled();

  Instant created();

  /** For messages only; a machine has none. */
  Optional<String> email();

  default boolean isPerson() {
    return this instanceof Person;
  }
}
