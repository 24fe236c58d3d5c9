package io.plimsoll.people;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A program with an account of its own. It has no password and no role that decides. */
public record Machine(AccountId id, String name, Set<Role> roles, boolean disabled, Instant created)
    implements Account {
  public Machine {
    AccountNames.require(name);
    roles = Set.copyOf(roles);
    if (!Role.ofMachines().containsAll(roles)) {
      throw new PeopleException(
          PeopleException.Kind.INVALID,
          "a machine may have only the roles "
              + Roles.text(Role.ofMachines())
              + ", not "
              + Roles.text(roles)
              + "; what decides or changes needs a person");
    }
  }

  @Override
  public Optional<String> email() {
    return Optional.empty();
  }
}
