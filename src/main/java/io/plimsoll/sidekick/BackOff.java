package io.plimsoll.sidekick;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/**
 * When and how long a phone tries again: capped exponential waits with full jitter, at most {@link
 * #TRIES} in a row; then it rests until its next turn and goes on with the same write.
 */
final class BackOff {
  static final int TRIES = 60;

  private static final long FIRST_MILLIS = 5;
  private static final long MOST_MILLIS = 100;

  /**
   * Storage being cut over, serialization, deadlock, lock and statement timeouts, a server that
   * stops or only reads, no free connection.
   */
  private static final Set<String> PASSING =
      Set.of(
          "55000", "40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "57P05", "25006",
          "53300");

  private BackOff() {}

  static Duration wait(int tried, Draw draw) {
    long most = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(tried, 20));
    return Duration.ofMillis(1 + draw.below((int) most));
  }

  static boolean mayPass(SQLException e) {
    String state = e.getSQLState();
    return state == null || state.startsWith("08") || PASSING.contains(state);
  }

  /** Whether the database surely refused: it answered that what was asked is against its rules. */
  static boolean againstTheRules(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("23");
  }
}
