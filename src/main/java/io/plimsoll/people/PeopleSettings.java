package io.plimsoll.people;

import java.time.Duration;

/**
 * Every number that access depends on, in one place.
 *
 * @param code how long a one-time code and a log-in begun at the identity provider are good
 */
public record PeopleSettings(
    PasswordCost cost, Attempts attempts, SessionLife session, TokenLife token, Duration code) {
  public static final PeopleSettings STANDARD =
      new PeopleSettings(
          PasswordCost.STRONG,
          new Attempts(5, 30, Duration.ofMinutes(15), Duration.ofMinutes(15)),
          new SessionLife(Duration.ofHours(12), Duration.ofMinutes(30), 20),
          new TokenLife(Duration.ofDays(366), 50),
          Duration.ofMinutes(10));

  /**
   * @param perAccount how many may fail within the window before the account's name is locked out
   * @param perAddress the same for an address, which many persons may share
   */
  public record Attempts(int perAccount, int perAddress, Duration window, Duration lockOut) {}

  /**
   * @param absolute from opening, whatever happens
   * @param idle from the last use
   * @param most open ones per account; the oldest ends when another is opened
   */
  public record SessionLife(Duration absolute, Duration idle, int most) {}

  /**
   * @param longest a token may be asked for
   * @param most valid ones per account
   */
  public record TokenLife(Duration longest, int most) {}

  /** The same with another cost of passwords. */
  public PeopleSettings withCost(PasswordCost other) {
    return new PeopleSettings(other, attempts, session, token, code);
  }
}
