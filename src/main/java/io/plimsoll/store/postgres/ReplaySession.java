package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Authority;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreException.Blocked;
import io.plimsoll.store.TableInfo;
import io.plimsoll.store.Watermark;
import io.plimsoll.store.postgres.ProvenTransaction.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session that replays, kept from tick to tick for the sake of its temporary tables. It is
 * given up with the first transaction that does not commit, and never goes back to others with
 * anything of ours in it.
 */
final class ReplaySession {
  private static final Logger LOG = LoggerFactory.getLogger(ReplaySession.class);
  static final ObjectName REPLAYED = new ObjectName("plimsoll", "replayed");

  /** A tick that is still on its way here, or another replayer, is waited for as long as this. */
  private static final Duration TURN = Duration.ofSeconds(5);

  private static final Duration LOCK_WAIT = Duration.ofSeconds(30);

  /**
   * The lock comes before the snapshot, which the first query takes: so the tick sees all that
   * former ticks did. In REPEATABLE READ a row that somebody changes between our look at it and its
   * deletion makes the tick fail instead of being overwritten unseen.
   */
  private static final String TURN_AND_MOMENT =
      """
      set transaction isolation level repeatable read;
      set local lock_timeout = %d;
      lock table plimsoll.replayed in exclusive mode;
      set local lock_timeout = %d
      """
          .formatted(TURN.toMillis(), LOCK_WAIT.toMillis());

  /**
   * Staged keys have no statistics, and the object may be large: so its rows are always reached
   * through the key's index. Costs of plans that are not wanted would also set off compilation.
   */
  static final String BY_INDEX =
      "set local enable_seqscan = off; set local enable_hashjoin = off; "
          + "set local enable_mergejoin = off; set local jit = off";

  private static final String ANY_PLAN =
      "set local enable_seqscan = on; set local enable_hashjoin = on; "
          + "set local enable_mergejoin = on";

  private final PostgresConnections connections;
  private final Connection connection;
  private final Map<ObjectName, ReplayObject> prepared = new HashMap<>();

  ReplaySession(PostgresConnections connections) {
    this.connections = connections;
    this.connection = connections.borrow();
  }

  Connection connection() {
    return connection;
  }

  /**
   * @throws Blocked when another one replays here
   * @throws StoreException.Fenced when token or epoch are not the store's
   */
  void begin(Authority authority, Purpose purpose) throws SQLException {
    takeTurn();
    ProvenTransaction.prove(connection, authority, Kind.CHANGE);
    List<String> settings = new ArrayList<>(List.of(BY_INDEX));
    if (purpose == Purpose.REVERSE) {
      OldRowHash.SETTINGS.forEach(setting -> settings.add("set local " + setting));
    }
    execute(String.join("; ", settings));
    ProvenTransaction.silenceTriggers(
        connection, "triggers or foreign keys would fire for the rows");
  }

  private void takeTurn() throws SQLException {
    try {
      execute(TURN_AND_MOMENT);
    } catch (SQLException e) {
      if (!LockBarrier.timedOut(e)) {
        throw e;
      }
      connection.rollback();
      var others = new LockBarrier(List.of(REPLAYED), LockBarrier.Mode.ROWS, TURN);
      throw new Blocked(
          "%s: somebody else replays here, and was not done within %d s: %s"
              .formatted(
                  connections.store(),
                  TURN.toSeconds(),
                  String.join("; ", others.blockers(connection))),
          e);
    }
  }

  /** Waits for a tick that is on its way, so that the answer does not become stale behind us. */
  static Optional<Watermark> applied(PostgresConnections connections) {
    return connections.inTransaction(
        "reading what was replayed",
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = " + TURN.toMillis());
            statement.execute("lock table plimsoll.replayed in share mode");
            return stored(statement);
          }
        });
  }

  /** Up to where was replayed, in this tick's own snapshot. */
  Optional<Watermark> stored() throws SQLException {
    try (var statement = connection.createStatement()) {
      return stored(statement);
    }
  }

  private static Optional<Watermark> stored(Statement statement) throws SQLException {
    try (var row = statement.executeQuery("select watermark from plimsoll.replayed")) {
      return row.next() ? Optional.of(new Watermark(row.getString(1))) : Optional.empty();
    }
  }

  ReplayObject prepared(TableInfo table) throws SQLException {
    ReplayObject object = prepared.get(table.name());
    if (object == null) {
      object = ReplayObject.prepare(connection, table, prepared.size());
      prepared.put(table.name(), object);
    }
    return object;
  }

  /** What was deleted and filled is what others see of the object once this is committed. */
  void requireSameTree(TableTree tree) throws SQLException {
    tree.requireUnchanged(connection, connections.store());
  }

  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long update(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.executeLargeUpdate(sql);
    }
  }

  /** Hashes the rows of a query; a failure half-way ends the session. */
  Fingerprint read(String sql, TableLayout layout, long seed) {
    String object = "what was brought into " + layout.table().name();
    return new CopyStream(connections, connection)
        .rows(new CopyStream.Query(sql, object), layout, seed, BlockSink.NONE);
  }

  /** Between staged tables, which have no index, the planner chooses for itself. */
  void withAnyPlan(SqlWork work) throws SQLException {
    execute(ANY_PLAN);
    work.run();
    execute(BY_INDEX);
  }

  interface SqlWork {
    void run() throws SQLException;
  }

  StoreException failure(String doing, SQLException e) {
    return connections.failure(doing, e);
  }

  /** Undoes the transaction, if one is open, and gives the session back as it was taken. */
  void giveUp() {
    try {
      connection.rollback();
      execute("discard temp");
      connection.commit();
      connection.close();
    } catch (SQLException e) {
      LOG.debug("{}: a replaying session was lost before its end", connections.store(), e);
      cut();
    }
  }

  /** Ends a session that cannot even be asked to roll back. */
  private void cut() {
    try (connection) {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("{}: a replaying session was lost before its end", connections.store(), e);
    }
  }
}
