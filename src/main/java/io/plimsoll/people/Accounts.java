package io.plimsoll.people;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps persons and machines. Each change is one transaction; none removes an account. */
public interface Accounts {

  /** Whether there has never been a person. */
  boolean none();

  /**
   * Adds the first person, unless there is one: of any number of processes at once, one succeeds.
   */
  boolean addFirst(Person person, String passwordHash);

  /**
   * @throws PeopleException {@code TAKEN} when the name or the identity belongs to somebody
   */
  void add(Account account, Optional<String> passwordHash, Optional<ExternalIdentity> identity);

  Optional<Account> find(AccountId id);

  Optional<Account> named(String name);

  Optional<Account> linked(ExternalIdentity identity);

  /** By name. */
  List<Account> list(int limit);

  /** What is kept for the password of the account with this name. */
  Optional<String> passwordHash(String name);

  void changePassword(AccountId id, String passwordHash);

  /**
   * @throws PeopleException {@code LAST_ADMINISTRATOR} when nobody would be left to keep accounts
   */
  Account changeRoles(AccountId id, Set<Role> granted, Set<Role> withdrawn);

  /**
   * @throws PeopleException {@code LAST_ADMINISTRATOR} as above
   */
  void setDisabled(AccountId id, boolean disabled);

  /**
   * @throws PeopleException {@code TAKEN} when the identity belongs to somebody
   */
  void link(AccountId id, ExternalIdentity identity);
}
