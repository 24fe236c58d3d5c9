package io.plimsoll.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits for what other threads, processes and servers do: bounded, and never a measure of speed.
 */
public final class Await {
  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final int BETWEEN_LOOKS_MILLIS = 5;

  private Await() {}

  /**
   * @param what is waited for, told when it never comes
   */
  public static void until(String what, BooleanSupplier so) {
    Instant end = Instant.now().plus(LONGEST);
    while (!so.getAsBoolean()) {
      assertThat(Instant.now()).as("never: %s", what).isBefore(end);
      try {
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting: " + what, e);
      }
    }
  }
}
