package io.plimsoll.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A client that changes so many rows a second, and knows how long it could not. */
final class PacedWriter implements AutoCloseable {
  private final LiveShard shard;
  private final int rowsPerStatement;
  private final long nanosPerStatement;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicLong changed = new AtomicLong();
  private final Thread thread = new Thread(this::writeOn, "paced-writer");
  private volatile long longestNanos;

  PacedWriter(LiveShard shard, int rowsPerSecond, int rowsPerStatement) {
    this.shard = shard;
    this.rowsPerStatement = rowsPerStatement;
    this.nanosPerStatement = TimeUnit.SECONDS.toNanos(1) * rowsPerStatement / rowsPerSecond;
    thread.start();
  }

  private void writeOn() {
    Connection connection = null;
    long due = System.nanoTime();
    long blockedSince = -1;
    for (long number = 0; !ended.get(); ) {
      long sent = System.nanoTime();
      try {
        connection = connection == null ? shard.connect() : connection;
        write(connection, number);
        number++;
        changed.addAndGet(rowsPerStatement);
        long since = blockedSince < 0 ? sent : blockedSince;
        longestNanos = Math.max(longestNanos, System.nanoTime() - since);
        blockedSince = -1;
        due += nanosPerStatement;
        pause(due - System.nanoTime());
      } catch (SQLException e) {
        blockedSince = blockedSince < 0 ? sent : blockedSince;
        connection = closed(connection);
        pause(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
    closed(connection);
  }

  private void write(Connection connection, long number) throws SQLException {
    long first = number * rowsPerStatement % shard.rows();
    try (var statement =
        connection.prepareStatement(
            "update items set value = value + 1 where id between ? and ?")) {
      statement.setLong(1, first + 1);
      statement.setLong(2, first + rowsPerStatement);
      statement.executeUpdate();
    }
  }

  private static Connection closed(Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // It is given up anyway.
    }
    return null;
  }

  private static void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(Math.max(0, nanos));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  long changed() {
    return changed.get();
  }

  /** Forgets how long it waited so far. */
  void watch() {
    longestNanos = 0;
  }

  double longestMillis() {
    return longestNanos / 1e6;
  }

  @Override
  public void close() {
    ended.set(true);
    try {
      thread.join(TimeUnit.MINUTES.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
