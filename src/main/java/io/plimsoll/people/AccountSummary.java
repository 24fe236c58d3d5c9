package io.plimsoll.people;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An account as others are shown it.
 *
 * @param kind {@code person} or {@code machine}
 * @param roles in their own order
 */
public record AccountSummary(
    String name,
    String id,
    String kind,
    List<String> roles,
    Optional<String> email,
    boolean disabled,
    Instant created) {
  public static AccountSummary of(Account account) {
    return new AccountSummary(
        account.name(),
        account.id().value(),
        account.isPerson() ? "person" : "machine",
        Roles.texts(account.roles()),
        account.email(),
        account.disabled(),
        account.created());
  }
}
