package io.plimsoll.sidekick;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Which phones write where: accounts of the sample, found through the route with this login (its
 * own address is not used), every write in the ledger file.
 */
public record PhonesRequest(
    SidekickSample sample, Route route, Path ledger, Load load, Terms terms) {
  private static final int MOST_PHONES = 1_000_000;
  private static final int MOST_THREADS = 1_024;
  private static final double MOST_RATE = 100_000;

  /** How phones reach the service. */
  public record Route(Directory directory, Database login) {}

  /**
   * @param phones phone <i>n</i> belongs to account 1 + <i>n</i> mod accounts
   * @param writesPerSecond of all phones together
   * @param threads together, at least one per shard is used; each has one connection
   * @param duration until stopped where there is none
   */
  public record Load(int phones, double writesPerSecond, int threads, Optional<Duration> duration) {
    public Load {
      require(phones >= 1 && phones <= MOST_PHONES, "phones", "1 to " + MOST_PHONES, phones);
      require(
          writesPerSecond > 0 && writesPerSecond <= MOST_RATE,
          "writes per second",
          "more than 0, at most " + (int) MOST_RATE,
          writesPerSecond);
      require(threads >= 1 && threads <= MOST_THREADS, "threads", "1 to " + MOST_THREADS, threads);
      require(
          duration.filter(d -> d.isZero() || d.isNegative()).isEmpty(),
          "the duration",
          "more than 0",
          duration);
    }
  }

  /** What a phone does is decided by the seed, when it does it by the clock. */
  public record Terms(long seed, Set<PhoneGuard> guards, Clock clock) {
    public Terms {
      guards = Set.copyOf(guards);
    }
  }

  public PhonesRequest {
    require(sample.accounts() >= 1, "accounts", "at least 1", sample.accounts());
  }

  /** A phone per account, two threads per shard, all guards, until stopped. */
  public static PhonesRequest of(
      SidekickSample sample, Route route, Path ledger, double writesPerSecond) {
    var load =
        new Load(
            Math.max(1, Math.min(sample.accounts(), MOST_PHONES)),
            writesPerSecond,
            Math.min(2 * sample.shards().size(), MOST_THREADS),
            Optional.empty());
    var terms = new Terms(sample.seed(), PhoneGuard.all(), Clock.systemUTC());
    return new PhonesRequest(sample, route, ledger, load, terms);
  }

  public PhonesRequest with(Load other) {
    return new PhonesRequest(sample, route, ledger, other, terms);
  }

  public PhonesRequest with(Terms other) {
    return new PhonesRequest(sample, route, ledger, load, other);
  }

  private static void require(boolean holds, String what, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s must be %s, found %s".formatted(what, expected, found));
    }
  }
}
