package io.plimsoll.scenario.live;

import io.plimsoll.scenario.live.Shape.Table;
import io.plimsoll.scenario.live.WritersLedger.Entry;
import io.plimsoll.scenario.live.WritersLedger.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One client: transaction after transaction, wherever the route leads, until it is stopped. */
final class Writer implements Runnable {
  private static final int LONGEST_BACK_OFF_MILLIS = 100;
  private static final int MOST_TRIES_TO_SETTLE = 200;
  private static final int LOST_REPLY = 60;
  private static final int PREPARED = 25;

  /** What a client does most of the time. */
  enum Style {
    ORDINARY,
    /** One row, as fast as it can. */
    HOT,
    /** Old snapshots, and transactions that stay open. */
    SLOW
  }

  /**
   * What all writers share.
   *
   * @param truncates whether tables may be emptied
   * @param longest that a slow transaction stays open, in milliseconds
   */
  record Terms(
      Shape shape, Supplier<String> route, WritersLedger ledger, boolean truncates, int longest) {}

  private final int number;
  private final Style style;
  private final Terms terms;
  private final Random random;
  private final Supplier<Boolean> stopped;
  private final Journal journal;

  private Connection connection;
  private String url = "";
  private boolean prepares;
  private long transactions;
  private int backOff = 1;

  /** Hears what happens. */
  interface Journal {
    void acknowledged();

    void surprise(String text);
  }

  Writer(
      int number, Style style, Terms terms, long seed, Supplier<Boolean> stopped, Journal journal) {
    this.number = number;
    this.style = style;
    this.terms = terms;
    this.random = new Random(seed * 31 + number);
    this.stopped = stopped;
    this.journal = journal;
  }

  /** As servers know its sessions. */
  static String application(int number) {
    return "live writer " + number;
  }

  @Override
  public void run() {
    while (!stopped.get()) {
      try {
        connect();
        transaction();
        backOff = 1;
        pause(style == Style.HOT ? 0 : random.nextInt(8));
      } catch (SQLException e) {
        after(e);
      } catch (RuntimeException | Error e) {
        journal.surprise(
            "writer %d: %s %s".formatted(number, e, List.of(e.getStackTrace()).subList(0, 3)));
        return;
      }
    }
    disconnect();
  }

  private void after(SQLException error) {
    Complaint complaint = Complaint.of(error, terms.shape());
    switch (complaint) {
      case REFUSED, COLLISION -> undo();
      case SURPRISE -> {
        journal.surprise(
            "writer %d at %s: %s %s"
                .formatted(number, url, error.getSQLState(), error.getMessage()));
        undo();
      }
      case ELSEWHERE, LOST -> {
        disconnect();
        pause(random.nextInt(backOff) + 1);
        backOff = Math.min(backOff * 2, LONGEST_BACK_OFF_MILLIS);
      }
    }
  }

  private void connect() throws SQLException {
    if (connection != null) {
      return;
    }
    url = terms.route().get();
    connection = RouteReader.open(url, application(number));
    try (var statement = connection.createStatement()) {
      statement.execute("set deadlock_timeout = '50ms'");
      statement.execute("set lock_timeout = '10s'");
      statement.execute("set statement_timeout = '30s'");
      try (var most = statement.executeQuery("show max_prepared_transactions")) {
        most.next();
        prepares = most.getInt(1) > 0;
      }
    }
  }

  private void disconnect() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException gone) {
      // It is lost either way.
    }
    connection = null;
  }

  private void undo() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      disconnect();
    }
  }

  private void transaction() throws SQLException {
    connection.setAutoCommit(true);
    boolean early = style == Style.SLOW && random.nextBoolean();
    connection.setTransactionIsolation(
        early || random.nextInt(10) == 0
            ? Connection.TRANSACTION_REPEATABLE_READ
            : Connection.TRANSACTION_READ_COMMITTED);
    connection.setAutoCommit(false);
    String mark = "w%d t%d".formatted(number, ++transactions);
    try (var statement = connection.prepareStatement("select set_config('live.mark', ?, true)")) {
      statement.setString(1, mark);
      statement.execute();
    }
    if (early) {
      pause(random.nextInt(terms.longest()));
    }
    var operations = new Operations(connection, terms.shape(), random, number);
    boolean markFirst = random.nextBoolean();
    if (markFirst) {
      operations.mark(mark);
    }
    work(operations);
    if (!markFirst) {
      operations.mark(mark);
    }
    if (style == Style.SLOW) {
      pause(random.nextInt(terms.longest()));
    }
    finish(mark, operations.effects());
  }

  private void work(Operations operations) throws SQLException {
    if (style == Style.HOT) {
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
    } else if (choice == 99 && terms.truncates() && random.nextInt(3) == 0) {
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

  private void finish(String mark, List<Effect> effects) throws SQLException {
    if (random.nextInt(15) == 0) {
      connection.rollback();
      return;
    }
    long order = terms.ledger().nextOrder();
    boolean deaf = random.nextInt(LOST_REPLY) == 0;
    if (deaf && random.nextBoolean()) {
      connection.rollback();
      enter(mark, order, effects, Outcome.UNKNOWN);
      return;
    }
    if (prepares && random.nextInt(PREPARED) == 0) {
      enter(mark, order, effects, inTwoPhases(mark, effects, order));
      return;
    }
    Outcome outcome = deaf ? Outcome.UNKNOWN : Outcome.ACKNOWLEDGED;
    try {
      connection.commit();
    } catch (SQLException e) {
      if (Complaint.of(e, terms.shape()) == Complaint.LOST) {
        enter(mark, order, effects, Outcome.UNKNOWN);
      }
      throw e;
    }
    enter(mark, order, effects, outcome);
  }

  private void enter(String mark, long order, List<Effect> effects, Outcome outcome) {
    terms.ledger().enter(new Entry(mark, order, new ArrayList<>(effects), outcome));
    if (outcome == Outcome.ACKNOWLEDGED) {
      journal.acknowledged();
    }
  }

  /** Once it is prepared the client sees it through, on new sessions if it must. */
  private Outcome inTwoPhases(String mark, List<Effect> effects, long order) throws SQLException {
    String gid = mark + " " + url.hashCode();
    try {
      execute("prepare transaction '" + gid + "'");
    } catch (SQLException e) {
      if (Complaint.of(e, terms.shape()) != Complaint.LOST) {
        throw e;
      }
    }
    pause(random.nextInt(50));
    for (int i = 0; i < MOST_TRIES_TO_SETTLE; i++) {
      try {
        if (connection == null) {
          connection = RouteReader.open(url, application(number));
        }
        if (!connection.getAutoCommit()) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
        execute("commit prepared '" + gid + "'");
        return Outcome.ACKNOWLEDGED;
      } catch (SQLException e) {
        disconnect();
        if ("42704".equals(e.getSQLState())) {
          return Outcome.UNKNOWN;
        }
        pause(LONGEST_BACK_OFF_MILLIS);
      }
    }
    throw new IllegalStateException("cannot settle " + gid);
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void pause(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
