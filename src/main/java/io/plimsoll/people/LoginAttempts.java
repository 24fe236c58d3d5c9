package io.plimsoll.people;

import io.plimsoll.common.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Counts attempts to log in, durably, so that a restart forgives nothing. */
public interface LoginAttempts {

  /** The most subjects that are kept; the oldest that are not locked out make room. */
  int MOST = 10_000;

  /**
   * @param subject digest of an account's name or of an address; what was typed is not kept
   * @param most this many within the window are let through, then none until the lock-out ends
   */
  record Limit(Digest subject, int most, Duration window, Duration lockOut) {}

  /**
   * Counts one attempt against every limit before it is made, so that a hundred at once are no more
   * than a hundred in a row.
   *
   * @return until when it is locked out; then nothing was counted
   */
  Optional<Instant> admit(List<Limit> limits, Instant now);

  /**
   * The attempt was right: the first limit's subject starts anew, the others take this one back.
   */
  void succeeded(List<Limit> limits);
}
