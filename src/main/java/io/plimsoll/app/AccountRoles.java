package io.plimsoll.app;

import io.plimsoll.gate.PersonId;
import io.plimsoll.gate.Roles;
import io.plimsoll.people.Account;
import io.plimsoll.people.AccountId;
import io.plimsoll.people.Accounts;
import io.plimsoll.plan.Role;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What gates ask about persons, answered by the accounts as they are at that moment. */
final class AccountRoles implements Roles {
  /** So many accounts are looked through for who could decide. */
  private static final int MOST_HOLDERS = 1_000;

  private final Accounts accounts;

  AccountRoles(Accounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public Set<Role> of(PersonId person) {
    return accounts
        .find(new AccountId(person.value()))
        .filter(AccountRoles::counts)
        .map(AccountRoles::roles)
        .orElse(Set.of());
  }

  @Override
  public List<Holder> holders() {
    return accounts.list(MOST_HOLDERS).stream()
        .filter(AccountRoles::counts)
        .filter(account -> !account.roles().isEmpty())
        .map(a -> new Holder(new PersonId(a.id().value()), a.name(), roles(a)))
        .toList();
  }

  private static boolean counts(Account account) {
    return account.isPerson() && !account.disabled();
  }

  /** The words of both are the same; a test holds them together. */
  private static Set<Role> roles(Account account) {
    return account.roles().stream()
        .map(role -> Role.valueOf(role.name()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
