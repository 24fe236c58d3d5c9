package io.plimsoll.sidekick;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives phones of one shard their turns, over one connection, at a steady rate. All phones of an
 * account have the same worker, so the ledger tells their writes in the order they happened.
 */
final class PhoneWorker implements Runnable, AutoCloseable {
  /** Turns missed in a block are made up for at most this long. */
  private static final Duration MOST_BEHIND = Duration.ofSeconds(1);

  private final PhoneKit kit;
  private final List<Phone> phones;
  private final ServiceSession session;
  private final Pace pace;
  private final Draw draw;

  /** The time between two turns of this worker, and what ends it. */
  record Pace(Duration interval, Instant end, CountDownLatch stop) {
    /** Waits, true when it is time to stop. */
    boolean stopsWithin(Duration wait) {
      try {
        return stop.await(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
  }

  PhoneWorker(PhoneKit kit, List<Phone> phones, ServiceSession session, Pace pace, Draw draw) {
    this.kit = kit;
    this.phones = List.copyOf(phones);
    this.session = session;
    this.pace = pace;
    this.draw = draw;
  }

  @Override
  public void run() {
    try (session) {
      Instant due = kit.clock().instant();
      for (int turn = 0; ; turn = (turn + 1) % phones.size()) {
        if (pace.stopsWithin(Duration.between(kit.clock().instant(), due))) {
          return;
        }
        turn(phones.get(turn));
        Instant now = kit.clock().instant();
        if (!now.isBefore(pace.end())) {
          return;
        }
        Instant earliest = now.minus(MOST_BEHIND);
        due = due.plus(pace.interval());
        due = due.isBefore(earliest) ? earliest : due;
      }
    }
  }

  void turnAll() {
    phones.forEach(this::turn);
  }

  @Override
  public void close() {
    session.close();
  }

  /** One turn of one phone: until it is answered, or the tries are used up. */
  private void turn(Phone phone) {
    phone.begin();
    for (int tried = 0; tried < BackOff.TRIES; tried++) {
      try {
        phone.attempt(session);
        return;
      } catch (SQLException e) {
        session.recover();
        kit.retries.increment();
        if (BackOff.againstTheRules(e)) {
          kit.trouble("account %d: %s".formatted(phone.account(), e.getMessage()));
          phone.refused(session);
          return;
        }
        if (!BackOff.mayPass(e)) {
          kit.trouble(session.shard() + ": " + e.getMessage());
        }
      }
      if (pace.stopsWithin(BackOff.wait(tried, draw))) {
        break;
      }
    }
    phone.rest();
  }
}
