package io.plimsoll.sidekick;

import java.util.Optional;
import java.util.Set;

/**
 * F56, empty is not truth: says why an answer must not be taken over. Whoever really removes much
 * at once sees an alarm and empties the phone himself; the other way round nobody could help.
 */
final class Breaker {
  /** More than this share of what the phone holds … */
  static final double MOST_REMOVED = 0.3;

  /** … and at least this many records missing at once is no person's work. */
  static final int REMOVED = 5;

  private Breaker() {}

  static Optional<String> alarm(Set<Entry.Id> held, long epoch, Answer answer) {
    if (answer.account().isEmpty()) {
      return Optional.of("the service does not know the account");
    }
    if (answer.epoch() < epoch) {
      return Optional.of(
          "client epoch %d, this phone has seen %d".formatted(answer.epoch(), epoch));
    }
    if (!held.isEmpty() && answer.records().isEmpty()) {
      return Optional.of("none of %d records".formatted(held.size()));
    }
    long missing = held.stream().filter(id -> !answer.records().containsKey(id)).count();
    return missing >= REMOVED && missing > held.size() * MOST_REMOVED
        ? Optional.of("%d of %d records missing".formatted(missing, held.size()))
        : Optional.empty();
  }
}
