package io.plimsoll.cli;

import io.plimsoll.people.ApiToken;
import io.plimsoll.people.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A token as JSON shows it, never the secret. */
record TokenLine(
    String id,
    String account,
    String label,
    List<String> scope,
    Instant created,
    Instant expires,
    Optional<Instant> revoked,
    Optional<Instant> used) {
  static TokenLine of(ApiToken token) {
    return new TokenLine(
        token.id(),
        token.account().value(),
        token.label(),
        token.scope().stream().sorted().map(Role::text).toList(),
        token.life().created(),
        token.life().expires(),
        token.life().revoked(),
        token.life().used());
  }

  String state(Instant now) {
    if (revoked.isPresent()) {
      return "revoked";
    }
    return now.isBefore(expires) ? "valid" : "expired";
  }
}
