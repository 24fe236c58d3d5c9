package io.plimsoll.people;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A human being. The e-mail address is for messages only: it never says who somebody is.
 *
 * @param name lower case
 */
public record Person(
    AccountId id,
    String name,
    Optional<String> email,
    Set<Role> roles,
    boolean disabled,
    Instant created)
    implements Account {
  public Person {
    AccountNames.require(name);
    email.ifPresent(AccountNames::requireEmail);
    roles = Set.copyOf(roles);
  }
}
