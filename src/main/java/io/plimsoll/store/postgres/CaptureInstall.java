package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Catalogue;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreException.Fenced;
import io.plimsoll.store.TableInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Puts capture in place in two transactions. The first prepares tables and functions and locks
 * nothing of a client's; the second, behind the lock barrier, only attaches triggers, so that
 * clients wait as briefly as can be. What changed between the two makes the second give up.
 */
final class CaptureInstall {
  private final String store;
  private final FenceSessions sessions;
  private final FenceGuards guards;
  private final Supplier<Catalogue> catalogue;

  CaptureInstall(PostgresConnections connections, Supplier<Catalogue> catalogue) {
    this.store = connections.store();
    this.sessions = new FenceSessions(store, connections::borrow);
    this.guards = new FenceGuards(store);
    this.catalogue = catalogue;
  }

  void install(Authority authority, Purpose purpose, List<ObjectName> objects, Duration bound) {
    List<ObjectName> missing =
        sessions.transaction(
            "preparing capture",
            connection -> {
              FenceSessions.announce(connection, authority);
              requireOwn(connection, authority);
              return register(connection, purpose, objects);
            });
    if (missing.isEmpty()) {
      return;
    }
    // Read after the objects were registered as they are: whatever changes later is noticed.
    Catalogue now = catalogue.get();
    sessions.transaction(
        "preparing capture",
        connection -> {
          FenceSessions.announce(connection, authority);
          requireOwn(connection, authority);
          for (ObjectName object : missing) {
            prepare(connection, purpose, now.table(object));
          }
          return missing;
        });
    attach(authority, missing, bound);
  }

  private void requireOwn(Connection connection, Authority authority) throws SQLException {
    guards.requireOwn(SideRow.find(connection), authority);
    SideRow row = guards.requireCurrent(SideRow.lock(connection), authority);
    if (row.settled()) {
      throw new Fenced(store + ": the run is done here, nothing is captured any more", null);
    }
  }

  /**
   * Writes down those that are not captured for this purpose yet, as they are now. What was stopped
   * has a gap, and what was never attached may be of another time: neither is taken up again.
   */
  private static List<ObjectName> register(
      Connection connection, Purpose purpose, List<ObjectName> objects) throws SQLException {
    String retire =
        """
        update plimsoll.captured set active = false, retired = true
        where not retired and (not installed
          or schema_name = ? and table_name = ? and not (active and purpose = ?))
        """;
    String insert =
        """
        insert into plimsoll.captured (schema_name, table_name, purpose, id)
        select s, t, ?, pg_catalog.format('%I.%I', s, t)::regclass
        from (values (?::text, ?::text)) v(s, t)
        on conflict (schema_name, table_name) where not retired do nothing
        """;
    var missing = new ArrayList<ObjectName>();
    try (var retiring = connection.prepareStatement(retire);
        var inserting = connection.prepareStatement(insert);
        var statement = connection.createStatement()) {
      for (ObjectName object : objects) {
        retiring.setString(1, object.schema());
        retiring.setString(2, object.name());
        retiring.setString(3, purpose.name());
        retiring.executeUpdate();
      }
      for (ObjectName object : objects) {
        inserting.setString(1, purpose.name());
        inserting.setString(2, object.schema());
        inserting.setString(3, object.name());
        if (inserting.executeUpdate() == 1) {
          missing.add(object);
        }
      }
      statement.execute(
          """
          update plimsoll.captured c set facts = n.facts from plimsoll.capture_now n
          where n.number = c.number and not c.installed
          """);
    }
    return missing;
  }

  private void prepare(Connection connection, Purpose purpose, TableInfo table)
      throws SQLException {
    if (table.key().isEmpty()) {
      throw new StoreException(
          "%s: %s has no usable key, its changes cannot be captured".formatted(store, table.name()),
          false,
          null);
    }
    String sql =
        """
        update plimsoll.captured set key_columns = ?, key_index = ?
        where not retired and schema_name = ? and table_name = ? returning number
        """;
    try (var update = connection.prepareStatement(sql);
        var statement = connection.createStatement()) {
      update.setInt(1, table.key().get().columns().size());
      update.setString(2, table.key().get().name());
      update.setString(3, table.name().schema());
      update.setString(4, table.name().name());
      try (var row = update.executeQuery()) {
        row.next();
        for (String ddl : new CaptureTrigger(row.getInt(1), purpose, table).ddl()) {
          statement.execute(ddl);
        }
      }
    }
  }

  private void attach(Authority authority, List<ObjectName> objects, Duration bound) {
    var barrier = new LockBarrier(objects, LockBarrier.Mode.SHARE_ROW_EXCLUSIVE, bound);
    sessions.bounded(
        "beginning capture",
        barrier,
        connection -> {
          FenceSessions.announce(connection, authority);
          guards.requireCurrent(SideRow.find(connection), authority);
          barrier.lock(connection);
          requireOwn(connection, authority);
          requireUnchanged(connection);
          try (var statement = connection.createStatement()) {
            statement.execute(
                """
                select plimsoll.capture_attach(array(
                  select number from plimsoll.captured where not installed and not retired))
                """);
          }
          return objects;
        });
  }

  /**
   * Under the locks: the tables are those that the triggers were written for. What only the logical
   * replication's worker or a parent table would write is missed by statement triggers.
   */
  private void requireUnchanged(Connection connection) throws SQLException {
    String sql =
        """
        select c.schema_name || '.' || c.table_name, d.fact
        from plimsoll.captured c
        join plimsoll.capture_now n on n.number = c.number
        cross join lateral (
          select f as fact, 1 from unnest(n.facts) f
          where f like 'parent %' or f like 'subscription %'
          union all
          select f, 2 from unnest(n.facts) f where f <> all (c.facts)
            and f not like 'function %' and f not like 'key %'
          union all
          select f, 3 from unnest(c.facts) f where f <> all (n.facts)) d(fact, rank)
        where not c.installed and not c.retired
        order by d.rank limit 1
        """;
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      if (row.next()) {
        throw new StoreException(
            "%s: changes of %s cannot be captured: %s"
                .formatted(store, row.getString(1), row.getString(2)),
            false,
            null);
      }
    }
  }
}
