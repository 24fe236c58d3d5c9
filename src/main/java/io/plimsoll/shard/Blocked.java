package io.plimsoll.shard;

import java.time.Duration;

/**
 * How long one shard's clients could not write.
 *
 * @param attempts how often the source was closed, or tried to be
 * @param total from the lock request to the first write let through, over all attempts
 * @param seen the longest wait a probing client saw, from its first refused or waiting write to the
 *     first accepted one; zero when none was refused
 */
public record Blocked(int attempts, Duration total, Duration seen) {
  static final Blocked NOT_YET = new Blocked(0, Duration.ZERO, Duration.ZERO);
}
