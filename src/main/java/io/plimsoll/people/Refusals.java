package io.plimsoll.people;

import io.plimsoll.people.AccessEvents.Cause;
import io.plimsoll.people.Outcome.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Every refusal passes here, so that none goes unheard. */
final class Refusals {
  private final AccessEvents events;
  private final Clock clock;

  Refusals(AccessEvents events, Clock clock) {
    this.events = events;
    this.clock = clock;
  }

  Outcome refuse(Reason reason, Cause cause, Optional<AccountId> account, Origin origin) {
    return refuse(reason, cause, account, origin, Optional.empty());
  }

  Outcome refuse(
      Reason reason,
      Cause cause,
      Optional<AccountId> account,
      Origin origin,
      Optional<Duration> retryAfter) {
    Instant now = clock.instant();
    events.refused(new AccessEvents.Refusal(now, reason, cause, account, origin));
    return new Outcome.Refused(reason, reason.sentence(), retryAfter);
  }
}
