package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Side;
import io.plimsoll.store.StoreException.Blocked;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Ends the transactions of older epochs and raises the epoch.
 *
 * <p>Every transaction of a run holds a shared advisory lock named by its epoch, visible to others
 * before it commits, unlike a row; it goes with the transaction, so that no session of a stranger
 * that got the same process id is ever ended. Idle sessions are left alone: their next transaction
 * fails at the epoch check.
 */
record Takeover(FenceSessions sessions, FenceGuards guards) {
  private static final ObjectName SIDE = new ObjectName("plimsoll", "side");
  private static final int TRIES = 20;
  private static final Duration PER_TRY = Duration.ofMillis(500);

  /**
   * A writer that slipped in between ending the old ones and locking the row is ended next time.
   */
  Side raise(Authority authority) {
    Optional<Blocked> last = Optional.empty();
    for (int i = 0; i < TRIES; i++) {
      try {
        return raiseOnce(authority);
      } catch (Blocked e) {
        last = Optional.of(e);
      }
    }
    throw last.orElseThrow();
  }

  private Side raiseOnce(Authority authority) {
    var row = new LockBarrier(List.of(SIDE), LockBarrier.Mode.ROWS, PER_TRY);
    return sessions.bounded(
        "taking over",
        row,
        connection -> {
          guards.requireRaisable(SideRow.find(connection), authority);
          endOthers(connection, authority);
          row.lock(connection);
          guards.requireRaisable(SideRow.lock(connection), authority);
          SideRow.raise(connection, authority);
          return SideRow.find(connection).orElseThrow().side();
        });
  }

  private void endOthers(Connection connection, Authority authority) throws SQLException {
    String sql =
        """
        select pg_terminate_backend(pid) from pg_locks
        where locktype = 'advisory' and objsubid = 2
          and database = (select oid from pg_database where datname = current_database())
          and classid::bigint = ? and objid::bigint <> ? % 2147483647
        """;
    try (var end = connection.prepareStatement(sql)) {
      end.setLong(1, SideSchema.ANNOUNCED);
      end.setLong(2, authority.epoch().value());
      end.execute();
    }
  }
}
