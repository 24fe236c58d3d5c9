package io.plimsoll.sidekick;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The longest time one shard accepted no write although at least one waited: from the sending of
 * the first that was refused or had to wait to the first acceptance. A write given up for now keeps
 * the block open.
 */
final class BlockMeter {
  private final Clock clock;
  private Instant waitingSince;
  private int waiting;
  private Duration longest = Duration.ZERO;

  BlockMeter(Clock clock) {
    this.clock = clock;
  }

  /** A write is sent for the first time. */
  synchronized void sent() {
    waiting++;
    if (waitingSince == null) {
      waitingSince = clock.instant();
    }
  }

  synchronized void accepted() {
    Instant now = clock.instant();
    longest = longer(now);
    waiting--;
    waitingSince = waiting > 0 ? now : null;
  }

  /** The write was withdrawn by the phone itself, not refused by the service. */
  synchronized void withdrawn() {
    waiting--;
    if (waiting == 0) {
      waitingSince = null;
    }
  }

  /** The phone lost it unanswered; the block goes on. */
  synchronized void forgotten() {
    waiting--;
  }

  /** Including a block that has not ended. */
  synchronized Duration longest() {
    return longer(clock.instant());
  }

  private Duration longer(Instant now) {
    Duration open = waitingSince == null ? Duration.ZERO : Duration.between(waitingSince, now);
    return open.compareTo(longest) > 0 ? open : longest;
  }
}
