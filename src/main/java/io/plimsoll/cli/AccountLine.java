package io.plimsoll.cli;

import io.plimsoll.people.Account;
import io.plimsoll.people.Machine;
import io.plimsoll.people.Person;
import io.plimsoll.people.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An account as JSON shows it. */
record AccountLine(
    String name,
    String id,
    String kind,
    List<String> roles,
    Optional<String> email,
    boolean disabled,
    Instant created) {
  static AccountLine of(Account account) {
    return new AccountLine(
        account.name(),
        account.id().value(),
        account.isPerson() ? "person" : "machine",
        account.roles().stream().sorted().map(Role::text).toList(),
        email(account),
        account.disabled(),
        account.created());
  }

  String rolesText() {
    return text(roles);
  }

  /** For people. */
  static String text(List<String> roles) {
    return roles.isEmpty() ? "none" : String.join(", ", roles);
  }

  private static Optional<String> email(Account account) {
    return account.match(
        new Account.Cases<>() {
          @Override
          public Optional<String> person(Person person) {
            return person.email();
          }

          @Override
          public Optional<String> machine(Machine machine) {
            return Optional.empty();
          }
        });
  }
}
