package io.plimsoll.sidekick;

/**
 * Which accounts are out of the ordinary, so that even a small sample has every kind: one in a
 * thousand is large, and in one in a hundred the odd values come in turn.
 */
final class Oddities {
  private static final int LARGE_EVERY = 1_000;
  private static final int ODD_EVERY = 100;

  private Oddities() {}

  /**
   * Accounts 7, 1007, 2007 …: thousands of contacts, and a first note of 100,000 characters or
   * more.
   */
  static boolean large(long account) {
    return account % LARGE_EVERY == 7;
  }

  /** Accounts 42, 142, 242 …: each record takes the next odd value. */
  static boolean odd(long account) {
    return account % ODD_EVERY == 42;
  }

  /** An odd value where the account or the dice want one, else null. */
  static String value(Draw draw, long account, int number) {
    if (odd(account)) {
      return Phrases.odd(number % Phrases.odds());
    }
    return draw.oneIn(40) ? Phrases.odd(draw) : null;
  }
}
