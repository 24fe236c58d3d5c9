package io.plimsoll.people;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a token beside the secret.
 *
 * @param id public; not part of the secret
 * @param scope it gives no role beyond these, whatever the account has
 */
public record ApiToken(String id, AccountId account, String label, Set<Role> scope, Life life) {
  public ApiToken {
    scope = Set.copyOf(scope);
  }

  /** Its times. */
  public record Life(
      Instant created, Instant expires, Optional<Instant> revoked, Optional<Instant> used) {}

  public boolean validAt(Instant now) {
    return life.revoked().isEmpty() && now.isBefore(life.expires());
  }
}
