package io.plimsoll.scenario.live;

import io.plimsoll.scenario.live.Shape.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One client: transaction after transaction, wherever the route leads, until it is stopped. */
final class Writer implements Runnable {
  private static final int LONGEST_BACK_OFF_MILLIS = 100;
  private static final int HOT_FACTOR = 6;

  /**
   * So many times as long as its transaction took, a client rests: moves get on when it is slow.
   */
  private static final int RESTS = 3;

  private static final int LONGEST_REST_MILLIS = 1_000;

  /** What a client does most of the time. */
  enum Style {
    ORDINARY,
    /** One row, as fast as it can. */
    HOT,
    /** Old snapshots, and transactions that stay open. */
    SLOW
  }

  /** What all writers share. */
  record Terms(Shape shape, Supplier<String> route, WritersLedger ledger, Story.Clients clients) {}

  /** Who it is; the seed is that of all clients. */
  record Who(int number, Style style, long seed) {}

  private final Who who;
  private final Terms terms;
  private final Random random;
  private final Supplier<Boolean> stopped;
  private final Journal journal;
  private final ClientSession session;
  private final Settlement settlement;
  private long transactions;
  private int backOff = 1;

  /** Hears what happens. */
  interface Journal {
    void acknowledged();

    void surprise(String text);
  }

  Writer(Who who, Terms terms, Supplier<Boolean> stopped, Journal journal) {
    this.who = who;
    this.terms = terms;
    this.random = new Random(who.seed() * 31 + who.number());
    this.stopped = stopped;
    this.journal = journal;
    this.session = new ClientSession(application(who.number()), terms.route());
    this.settlement = new Settlement(session, terms, random, journal);
  }

  /** As servers know its sessions. */
  static String application(int number) {
    return "live writer " + number;
  }

  @Override
  public void run() {
    int longest = terms.clients().pause();
    while (!stopped.get()) {
      try {
        session.connect();
        long began = System.nanoTime();
        transaction();
        backOff = 1;
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        pause((int) Math.min(RESTS * took, LONGEST_REST_MILLIS));
        pause(who.style() == Style.HOT ? longest / HOT_FACTOR : random.nextInt(longest));
      } catch (SQLException e) {
        after(e);
      } catch (RuntimeException | Error e) {
        journal.surprise(
            "writer %d: %s %s"
                .formatted(who.number(), e, List.of(e.getStackTrace()).subList(0, 3)));
        return;
      }
    }
    session.disconnect();
  }

  private void after(SQLException error) {
    Complaint complaint = Complaint.of(error, terms.shape());
    switch (complaint) {
      case REFUSED, COLLISION -> session.undo();
      case SURPRISE -> {
        journal.surprise(
            "writer %d at %s: %s %s"
                .formatted(who.number(), session.url(), error.getSQLState(), error.getMessage()));
        session.undo();
      }
      case ELSEWHERE, LOST -> {
        session.disconnect();
        pause(random.nextInt(backOff) + 1);
        backOff = Math.min(backOff * 2, LONGEST_BACK_OFF_MILLIS);
      }
    }
  }

  private void transaction() throws SQLException {
    Connection connection = session.connection();
    connection.setAutoCommit(true);
    boolean early = who.style() == Style.SLOW && random.nextBoolean();
    connection.setTransactionIsolation(
        early || random.nextInt(10) == 0
            ? Connection.TRANSACTION_REPEATABLE_READ
            : Connection.TRANSACTION_READ_COMMITTED);
    connection.setAutoCommit(false);
    String mark = "w%d t%d".formatted(who.number(), ++transactions);
    try (var statement = connection.prepareStatement("select set_config('live.mark', ?, true)")) {
      statement.setString(1, mark);
      statement.execute();
    }
    if (early) {
      pause(random.nextInt(terms.clients().longest()));
    }
    var operations = new Operations(connection, terms.shape(), random, who.number());
    boolean markFirst = random.nextBoolean();
    if (markFirst) {
      operations.mark(mark);
    }
    work(operations);
    if (!markFirst) {
      operations.mark(mark);
    }
    if (who.style() == Style.SLOW) {
      pause(random.nextInt(terms.clients().longest()));
    }
    settlement.settle(mark, operations.effects());
  }

  private void work(Operations operations) throws SQLException {
    if (who.style() == Style.HOT) {
      operations.heat();
      return;
    }
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      if (random.nextInt(8) == 0) {
        undone(operations);
      }
      statement(operations);
    }
  }

  /** A savepoint, work that is taken back, and on. */
  private void undone(Operations operations) throws SQLException {
    Connection connection = session.connection();
    int size = operations.effects().size();
    var savepoint = connection.setSavepoint();
    statement(operations);
    if (random.nextInt(3) > 0) {
      connection.rollback(savepoint);
      operations.effects().subList(size, operations.effects().size()).clear();
    } else {
      connection.releaseSavepoint(savepoint);
    }
  }

  private void statement(Operations operations) throws SQLException {
    Table table = operations.anyTable();
    int choice = random.nextInt(100);
    if (choice < 30) {
      operations.update(table);
    } else if (choice < 55) {
      insertOrDelete(operations, table, 1);
    } else if (choice < 65) {
      operations.delete(table, 1 + random.nextInt(3));
    } else if (choice < 75) {
      operations.upsert(table);
    } else if (choice < 83) {
      operations.changeKey(table);
    } else if (choice < 91) {
      operations.swapTags(table);
    } else if (choice < 94) {
      operations.updateBulk(table);
    } else if (choice < 96) {
      insertOrDelete(operations, table, 10 + random.nextInt(40));
    } else if (choice == 99 && terms.clients().truncates() && random.nextInt(3) == 0) {
      operations.truncate(table, random.nextBoolean());
    } else {
      operations.heat();
    }
  }

  private static void insertOrDelete(Operations operations, Table table, int count)
      throws SQLException {
    if (operations.full(table)) {
      operations.delete(table, 2 * count);
    } else if (count > 1) {
      operations.insertBulk(table, count);
    } else {
      operations.insert(table, 1);
    }
  }

  static void pause(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
