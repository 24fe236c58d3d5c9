package io.plimsoll.people;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is shown of a token, which is never the secret.
 *
 * @param account id of its owner
 * @param scope in their own order
 */
public record TokenSummary(
    String id,
    String account,
    String label,
    List<String> scope,
    Instant created,
    Instant expires,
    Optional<Instant> revoked,
    Optional<Instant> used) {
  public static TokenSummary of(ApiToken token) {
    return new TokenSummary(
        token.id(),
        token.account().value(),
        token.label(),
        Roles.texts(token.scope()),
        token.life().created(),
        token.life().expires(),
        token.life().revoked(),
        token.life().used());
  }
}
