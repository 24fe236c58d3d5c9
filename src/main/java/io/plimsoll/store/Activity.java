package io.plimsoll.store;

import java.time.Duration;
import java.time.Instant;

/**
 * How much a database has done since its statistics began; two of them make a rate.
 *
 * @param transactions ended one way or the other, whoever began them
 * @param at by the server's clock
 */
public record Activity(long transactions, Instant at) {

  /** Transactions per second since an earlier moment; those of this program are among them. */
  public double since(Activity earlier) {
    double seconds = Duration.between(earlier.at, at).toNanos() / 1e9;
    return seconds <= 0 ? 0 : Math.max(0, transactions - earlier.transactions) / seconds;
  }
}
