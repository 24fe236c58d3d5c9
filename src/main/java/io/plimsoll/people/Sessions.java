package io.plimsoll.people;

import io.plimsoll.common.Digest;
import java.time.Instant;
import java.util.Optional;

/** Keeps open sessions by the digest of their secret; one that ended is gone. */
public interface Sessions {

  /** Opens one, and ends what has expired and the oldest of the account beyond the most allowed. */
  void open(Session session, Digest secret, int most);

  Optional<Session> find(Digest secret);

  /** Notes its use, unless it ended meanwhile. */
  void used(Digest secret, Instant at);

  /** False when there was none. */
  boolean end(Digest secret);

  void endAll(AccountId account);
}
