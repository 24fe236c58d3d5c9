package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import io.plimsoll.store.Authority;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Fence;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreException.Fenced;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Refuses writes by statement triggers that read the side row. It never trusts its own memory:
 * every change locks the row and checks it in the same transaction.
 *
 * <p>Order of locks: tables first, then the row, as clients do it (their statement locks the table,
 * then its trigger reads the row); a fence that held the row while it waits for tables would
 * deadlock with them, and would keep a takeover waiting. Nothing is changed before the row is
 * locked and checked. Our own writers take the row first; they and the barrier of the same run do
 * not run at the same time, and if they did, the barrier gives up.
 */
public final class PostgresFence implements Fence {
  private static final Duration RELEASE_BOUND = Duration.ofMillis(200);

  private final FenceSessions sessions;
  private final FenceGuards guards;
  private final FenceTables tables = new FenceTables();
  private final Takeover takeover;
  private final List<String> ownTables;

  /**
   * @param store its name for people
   * @param ownTables statements that create what else belongs into the run's schema
   */
  public PostgresFence(String store, Connections connections, List<String> ownTables) {
    this.sessions = new FenceSessions(store, connections);
    this.guards = new FenceGuards(store);
    this.takeover = new Takeover(sessions, guards);
    this.ownTables = List.copyOf(ownTables);
  }

  @Override
  public Optional<Side> observe() {
    return sessions.transaction("reading the side", SideRow::find).map(SideRow::side);
  }

  @Override
  public Side claim(
      Authority authority,
      ShardId shard,
      Side.Role role,
      List<ObjectName> objects,
      Duration bound) {
    List<ObjectName> closed = role == Side.Role.TARGET ? List.copyOf(objects) : List.of();
    var barrier = new LockBarrier(closed, LockBarrier.Mode.SHARE_ROW_EXCLUSIVE, bound);
    return sessions.bounded(
        "claiming",
        barrier,
        connection -> {
          tables.serialiseClaims(connection, bound);
          guards.requireClaimable(SideRow.find(connection), authority);
          FenceSessions.announce(connection, authority);
          barrier.lock(connection);
          install(connection, authority, shard, role);
          SideRow row = guards.requireSame(SideRow.lock(connection), authority, shard, role);
          if (row.side().state() == SideState.NEW) {
            tables.fence(connection, closed);
          }
          return row.side();
        });
  }

  /** Leaves the row alone when it is the run's own already. */
  private void install(Connection connection, Authority authority, ShardId shard, Side.Role role)
      throws SQLException {
    if (!SideSchema.holdsSide(connection)) {
      if (SideSchema.present(connection)) {
        throw new StoreException(
            guards.store() + ": a schema named plimsoll is here that no run made", false, null);
      }
      SideSchema.create(connection, ownTables);
      SideRow.insert(connection, authority, shard, role);
      return;
    }
    Optional<SideRow> left = SideRow.lock(connection);
    guards.requireClaimable(left, authority);
    if (left.filter(row -> row.isOf(authority)).isEmpty()) {
      tables.forgetFormerRun(connection);
      SideRow.insert(connection, authority, shard, role);
    }
  }

  @Override
  public Side raise(Authority authority) {
    return takeover.raise(authority);
  }

  @Override
  public Side close(
      Authority authority, Move move, List<ObjectName> objects, Instant until, Duration bound) {
    var barrier = new LockBarrier(objects, LockBarrier.Mode.SHARE_ROW_EXCLUSIVE, bound);
    return sessions.bounded(
        "closing",
        barrier,
        connection -> {
          FenceSessions.announce(connection, authority);
          // Before any client has to wait for one who is not in charge.
          guards.requireClosable(SideRow.find(connection), authority, move);
          barrier.lock(connection);
          SideRow row = guards.requireClosable(SideRow.lock(connection), authority, move);
          tables.fence(connection, objects);
          boolean cut = move.to() == SideState.CUT;
          SideRow.update(
              connection,
              move.to(),
              cut ? row.side().attempt() + 1 : row.side().attempt(),
              cut ? Optional.of(until) : Optional.empty());
          return SideRow.find(connection).orElseThrow().side();
        });
  }

  @Override
  public Side move(Authority authority, Move move) {
    return moved(
        authority,
        move,
        (connection, row) -> {
          if (move.to() == SideState.SEALED) {
            requireInTime(connection, row, authority);
          }
        });
  }

  @Override
  public Side openCaptured(Authority authority, Move move, List<ObjectName> objects) {
    if (move.from() != SideState.NEW || move.to() != SideState.OPEN) {
      throw new IllegalStateException("only a new side opens captured, not " + move);
    }
    return moved(
        authority,
        move,
        (connection, row) ->
            CaptureCheck.require(connection, guards.store(), Purpose.REVERSE, objects));
  }

  /** What else must hold under the lock of the side row. */
  private interface Condition {
    void require(Connection connection, SideRow row) throws SQLException;
  }

  private Side moved(Authority authority, Move move, Condition condition) {
    Side moved =
        sessions.transaction(
            "moving to " + move.to(),
            connection -> {
              FenceSessions.announce(connection, authority);
              guards.requireOwn(SideRow.find(connection), authority);
              SideRow row = guards.requireMovable(SideRow.lock(connection), authority, move);
              condition.require(connection, row);
              SideRow.update(connection, move.to(), row.side().attempt(), Optional.empty());
              return SideRow.find(connection).orElseThrow().side();
            });
    if (moved.state() == SideState.OPEN) {
      release(authority);
    }
    return moved;
  }

  /** Asked in a statement of its own, after the lock was waited for: an earlier answer is stale. */
  private void requireInTime(Connection connection, SideRow row, Authority authority)
      throws SQLException {
    if (!clock(connection).isBefore(row.side().until().orElseThrow())) {
      throw guards.fenced("has lapsed", row, authority);
    }
  }

  /** Spares clients the trigger. A busy table keeps it: the row decides, the trigger obeys. */
  private void release(Authority authority) {
    List<ObjectName> fenced = sessions.transaction("listing fences", tables::fenced);
    var barrier = new LockBarrier(fenced, LockBarrier.Mode.SHARE_ROW_EXCLUSIVE, RELEASE_BOUND);
    try {
      sessions.bounded(
          "releasing",
          barrier,
          connection -> {
            FenceSessions.announce(connection, authority);
            barrier.lock(connection);
            SideRow row = guards.requireCurrent(SideRow.lock(connection), authority);
            if (row.side().state() == SideState.OPEN) {
              tables.disable(connection, fenced);
            }
            return row;
          });
    } catch (StoreException e) {
      if (e instanceof Fenced) {
        throw e;
      }
    }
  }

  @Override
  public void remove(Authority authority, List<ObjectName> objects, Duration bound) {
    boolean gone =
        sessions.transaction(
            "settling",
            connection -> {
              FenceSessions.announce(connection, authority);
              if (SideRow.find(connection).isEmpty()) {
                return true;
              }
              guards.requireSettled(SideRow.lock(connection), authority);
              SideRow.settle(connection);
              CaptureSchema.stop(connection);
              return false;
            });
    if (!gone) {
      drop(authority, bound);
    }
  }

  /** Every table of ours, whatever the caller remembers: nothing may stay behind. */
  private void drop(Authority authority, Duration bound) {
    List<ObjectName> touched = sessions.transaction("listing triggers", tables::touched);
    var barrier = new LockBarrier(touched, LockBarrier.Mode.ACCESS_EXCLUSIVE, bound);
    sessions.bounded(
        "removing the fence",
        barrier,
        connection -> {
          tables.serialiseClaims(connection, bound);
          FenceSessions.announce(connection, authority);
          barrier.lock(connection);
          guards.requireSettled(SideRow.lock(connection), authority);
          tables.dropEverything(connection);
          return touched;
        });
  }

  /** Whether any part of it takes a write: a partition can be written to by its own name. */
  @Override
  public boolean acceptsWrites(ObjectName object) {
    return sessions
        .transaction(
            "listing the parts of " + object,
            connection -> TableTree.read(connection, object).parts(connection))
        .stream()
        .anyMatch(this::accepts);
  }

  /** A DELETE of no row fires the statement trigger as any other write would. */
  private boolean accepts(String part) {
    try {
      return sessions.transaction(
          "probing " + part,
          connection -> {
            try (var statement = connection.createStatement()) {
              statement.execute("delete from " + part + " where false");
            }
            connection.rollback();
            return true;
          });
    } catch (Fenced e) {
      return false;
    }
  }

  @Override
  public Instant now() {
    return sessions.transaction("reading the clock", PostgresFence::clock);
  }

  private static Instant clock(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery("select clock_timestamp()")) {
      result.next();
      return result.getObject(1, OffsetDateTime.class).toInstant();
    }
  }
}
