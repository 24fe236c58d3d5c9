package io.plimsoll.people;

import java.time.Instant;
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

  <R> R match(Cases<R> cases);

  /** One case per kind. */
  interface Cases<R> {
    R person(Person person);

    R machine(Machine machine);
  }

  default boolean isPerson() {
    return this instanceof Person;
  }
}
