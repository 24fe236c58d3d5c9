package io.plimsoll.people;

import io.plimsoll.common.Digest;
import java.time.Instant;
import java.util.Optional;

/** Keeps what works once, by the digest of its secret. */
public interface OneTimes {

  /** The most of one purpose that are kept; the oldest make room. */
  int MOST = 10_000;

  /** Keeps it, and forgets what has expired. */
  void keep(Digest secret, OneTime what, Instant now);

  /** Takes it away: of any number at once, one gets it. It may have expired. */
  Optional<OneTime> take(Digest secret, OneTime.Purpose purpose);
}
