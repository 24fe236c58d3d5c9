package io.plimsoll.people;

import java.util.Optional;
import java.util.Set;

/**
 * Who is calling, as proved just now. Made by {@link Authentication} alone; what it is given to
 * keeps it as the author of what happens.
 *
 * @param roles at this moment: those of the account, within the scope of a token
 * @param credential the public id of the session or token that was shown, when one was
 */
public record Caller(
    Who who, Set<Role> roles, Method method, Origin origin, Optional<String> credential) {
  public Caller {
    roles = Set.copyOf(roles);
  }

  /**
   * The account, without what changes.
   *
   * @param person false for a machine
   */
  public record Who(AccountId id, boolean person, String name) {
    static Who of(Account account) {
      return new Who(account.id(), account.isPerson(), account.name());
    }
  }

  public AccountId id() {
    return who.id();
  }

  public String name() {
    return who.name();
  }

  public boolean has(Role role) {
    return roles.contains(role);
  }

  /** Whether it may decide anything at all: a machine may request and never decide. */
  public boolean mayDecide() {
    return who.person();
  }
}
