package io.plimsoll.people;

import io.plimsoll.common.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps tokens by the digest of their secret. */
public interface ApiTokens {
  void add(ApiToken token, Digest secret);

  Optional<ApiToken> find(Digest secret);

  Optional<ApiToken> find(String id);

  /** Newest first. */
  List<ApiToken> list(Optional<AccountId> of, int limit);

  /** How many of the account can still be used. */
  int valid(AccountId of, Instant now);

  /** For good; false when it had been revoked already. */
  boolean revoke(String id, Instant at);

  void revokeAll(AccountId of, Instant at);

  void used(String id, Instant at);
}
