package io.plimsoll.store.postgres;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Compares the locks that a run takes with the room the server has for them: every session that
 * reads locks every table and every partition, and a server out of room refuses clients as well.
 */
final class LockHeadroom {
  /** So many sessions of a run read at once, at least. */
  private static final int SESSIONS = 4;

  private final CatalogueSession session;
  private final List<Long> tables;

  LockHeadroom(CatalogueSession session, Collection<ObjectName> objects) {
    this.session = session;
    this.tables = ObjectIds.withPartitions(session, objects);
  }

  /**
   * @param room for locks in the whole server
   * @param indexes a reader locks those of what it reads
   */
  record Locks(long room, long tables, long indexes) {
    Optional<Finding> finding() {
      String message =
          "one session locks %d tables and partitions and up to %d indexes; the server has room for"
                  .formatted(tables, indexes)
              + " %d locks of all sessions".formatted(room);
      String remedy = "raise max_locks_per_transaction and restart the server";
      if (tables > room) {
        return Optional.of(Finding.blocking("lock-room", "lock table", message, remedy));
      }
      return (tables + indexes) * SESSIONS > room
          ? Optional.of(Finding.warning("lock-room", "lock table", message, remedy))
          : Optional.empty();
    }
  }

  Optional<Finding> finding() {
    return locks().finding();
  }

  Locks locks() {
    return session.one(
        """
            select current_setting('max_locks_per_transaction')::bigint
                     * (current_setting('max_connections')::bigint
                        + current_setting('max_prepared_transactions')::bigint) as room,
                   cardinality(t) as tables,
                   (select count(*) from pg_index where indrelid = any (t)) as indexes
              from (select ?::oid[] as t) p
            """,
        row -> new Locks(row.getLong("room"), row.getLong("tables"), row.getLong("indexes")),
        tables);
  }
}
