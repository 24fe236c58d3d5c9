package io.plimsoll.scenario.live;

import io.plimsoll.scenario.live.WritersLedger.Entry;
import io.plimsoll.scenario.live.WritersLedger.Outcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How a client ends a transaction: it commits, at once or in two phases, thinks better of it, or
 * never hears how it went. The ledger is told what the client knows, and no more.
 */
final class Settlement {
  private static final int PAUSE_MILLIS = 100;
  private static final int MOST_TRIES = 200;
  private static final int LOST_REPLY = 60;
  private static final int PREPARED = 25;

  private final ClientSession session;
  private final Writer.Terms terms;
  private final Random random;
  private final Writer.Journal journal;

  Settlement(ClientSession session, Writer.Terms terms, Random random, Writer.Journal journal) {
    this.session = session;
    this.terms = terms;
    this.random = random;
    this.journal = journal;
  }

  void settle(String mark, List<Effect> effects) throws SQLException {
    if (random.nextInt(15) == 0) {
      session.connection().rollback();
      return;
    }
    long order = terms.ledger().nextOrder();
    boolean deaf = random.nextInt(LOST_REPLY) == 0;
    if (deaf && random.nextBoolean()) {
      session.connection().rollback();
      enter(mark, order, effects, Outcome.UNKNOWN);
      return;
    }
    if (session.prepares() && random.nextInt(PREPARED) == 0) {
      enter(mark, order, effects, inTwoPhases(mark));
      return;
    }
    Outcome outcome = deaf ? Outcome.UNKNOWN : Outcome.ACKNOWLEDGED;
    try {
      session.connection().commit();
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
  private Outcome inTwoPhases(String mark) throws SQLException {
    String gid = mark + " " + session.url().hashCode();
    try {
      session.execute("prepare transaction '" + gid + "'");
    } catch (SQLException e) {
      if (Complaint.of(e, terms.shape()) != Complaint.LOST) {
        throw e;
      }
    }
    Writer.pause(random.nextInt(50));
    for (int i = 0; i < MOST_TRIES; i++) {
      try {
        commitPrepared(gid);
        return Outcome.ACKNOWLEDGED;
      } catch (SQLException e) {
        session.disconnect();
        if ("42704".equals(e.getSQLState())) {
          return Outcome.UNKNOWN;
        }
        Writer.pause(PAUSE_MILLIS);
      }
    }
    throw new IllegalStateException("cannot settle " + gid);
  }

  private void commitPrepared(String gid) throws SQLException {
    session.reconnect();
    if (!session.connection().getAutoCommit()) {
      session.connection().rollback();
      session.connection().setAutoCommit(true);
    }
    session.execute("commit prepared '" + gid + "'");
  }
}
