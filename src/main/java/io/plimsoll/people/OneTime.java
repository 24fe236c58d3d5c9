package io.plimsoll.people;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that works once.
 *
 * @param payload nothing secret
 */
public record OneTime(
    Purpose purpose, Optional<AccountId> account, String payload, Instant expires) {
  public enum Purpose {
    FIRST_ADMINISTRATOR,
    LOG_IN,
    OIDC_STATE
  }
}
