package io.plimsoll.scenario.live;

import io.plimsoll.scenario.live.Writer.Style;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Several clients at once, and somebody who ends their sessions now and then. */
final class Writers implements Writer.Journal, AutoCloseable {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
  private static final int MOST_SURPRISES = 20;

  private final Writer.Terms terms;
  private final Random random;
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
  private final AtomicLong lastHeard = new AtomicLong(System.nanoTime());
  private final AtomicLong longestSilence = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopped;

  /**
   * @param styles one client each
   */
  Writers(Writer.Terms terms, long seed, List<Style> styles) {
    this.terms = terms;
    this.random = new Random(seed);
    for (int i = 0; i < styles.size(); i++) {
      var writer =
          new Writer(new Writer.Who(i + 1, styles.get(i), seed), terms, () -> stopped, this);
      threads.add(new Thread(writer, Writer.application(i + 1)));
    }
    threads.add(new Thread(() -> sabotage(styles.size()), "saboteur of writers"));
  }

  Writers start() {
    lastHeard.set(System.nanoTime());
    threads.forEach(Thread::start);
    return this;
  }

  @Override
  public void acknowledged() {
    long now = System.nanoTime();
    long silence = now - lastHeard.getAndSet(now);
    longestSilence.accumulateAndGet(silence, Math::max);
  }

  @Override
  public void surprise(String text) {
    if (surprises.size() < MOST_SURPRISES) {
      surprises.add(text);
    }
  }

  /** Errors that no client should ever have seen. */
  List<String> surprises() {
    return List.copyOf(surprises);
  }

  /** The longest time in which no commit was acknowledged to anybody. */
  Duration longestSilence() {
    return Duration.ofNanos(longestSilence.get());
  }

  /** Waits until so many more transactions were acknowledged. */
  void more(int count) {
    long wanted = terms.ledger().acknowledged() + count;
    long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (terms.ledger().acknowledged() < wanted) {
      if (!surprises.isEmpty() || System.nanoTime() > deadline) {
        throw new AssertionError(
            "clients do not get on: %d of %d; %s"
                .formatted(terms.ledger().acknowledged(), wanted, surprises));
      }
      sleep(5);
    }
  }

  /** Ends all writers; afterwards nothing of theirs is open or prepared. */
  void stop() {
    close();
    long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
    for (Thread thread : threads) {
      try {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (thread.isAlive()) {
        throw new AssertionError(thread.getName() + " does not end");
      }
    }
  }

  /** One strike every few seconds: a new session costs a server more than a transaction does. */
  private void sabotage(int writers) {
    var sessions = new HashMap<String, Connection>();
    while (!endedWithin(1_000 + random.nextInt(4_000))) {
      String victim = Writer.application(1 + random.nextInt(writers));
      String url = terms.route().get();
      try {
        Connection session = sessions.get(url);
        if (session == null) {
          session = RouteReader.open(url, "saboteur");
          sessions.put(url, session);
        }
        terminate(session, victim);
      } catch (SQLException e) {
        // The side may just have closed; somebody else will be hit.
        sessions.remove(url);
      }
    }
    sessions.values().forEach(Writers::close);
  }

  private static void terminate(Connection session, String victim) throws SQLException {
    try (var statement =
        session.prepareStatement(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where application_name = ? and datname = current_database()
            """)) {
      statement.setString(1, victim);
      statement.execute();
    }
  }

  private static void close(Connection session) {
    try {
      session.close();
    } catch (SQLException e) {
      // It is lost either way.
    }
  }

  private boolean endedWithin(int millis) {
    try {
      return ended.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static void sleep(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopped = true;
    ended.countDown();
  }
}
