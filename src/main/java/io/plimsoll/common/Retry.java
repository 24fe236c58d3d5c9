package io.plimsoll.common;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/**
 * Tries again a bounded number of times with capped, doubling pauses.
 *
 * @param attempts how often in all, at least 1
 * @param firstPause before the second attempt
 * @param longestPause the cap
 */
public record Retry(int attempts, Duration firstPause, Duration longestPause) {
  public Retry {
    if (attempts < 1) {
      throw new IllegalArgumentException("a retry needs at least one attempt");
    }
  }

  /**
   * Runs the work until it succeeds, fails in a way that is not worth another try, or the attempts
   * are used up; the last failure is thrown with the earlier ones suppressed.
   */
  public <T> T call(Callable<T> work, Predicate<Exception> worthAnotherTry) throws Exception {
    Exception last = null;
    Duration pause = firstPause;
    for (int attempt = 1; attempt <= attempts; attempt++) {
      try {
        return work.call();
      } catch (Exception e) {
        if (last != null && last != e) {
          e.addSuppressed(last);
        }
        last = e;
        if (attempt == attempts || !worthAnotherTry.test(e)) {
          throw e;
        }
      }
      Thread.sleep(pause.toMillis());
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(longestPause) > 0 ? longestPause : pause;
    }
    throw new IllegalStateException("unreachable: the last attempt returns or throws");
  }
}
