package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.TableInfo;
import io.plimsoll.store.jdbc.Literals;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exported snapshot, shared by all readers. A coordinating session locks the objects, then
 * fixes the moment, and keeps both until the view is closed; every reader holds the locks as well.
 */
public final class PostgresView implements ConsistentView {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresView.class);
  private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

  private static final String MOMENT =
      """
      select pg_catalog.pg_export_snapshot() as snapshot,
             case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn()
                  else pg_catalog.pg_current_wal_lsn() end as position,
             pg_catalog.clock_timestamp() as at
      """;

  private final PostgresConnections connections;
  private final ViewLocks locks;
  private final long seed;
  private final Connection coordinator;
  private final String snapshot;
  private final String position;
  private final Instant at;
  private final Map<ObjectName, TableLayout> layouts = new HashMap<>();
  private final Map<ObjectName, TableTree> trees = new HashMap<>();
  private volatile boolean closed;

  /** Describes an object's rows; asked once per object, on the session that holds its lock. */
  interface Layouts {
    TableLayout of(Connection connection, ObjectName object) throws SQLException;
  }

  /**
   * @param tables describes each object as the catalogue has it
   * @param seed of the row hashes
   * @throws StoreException.Blocked when the locks were not to be had in time, naming the holders
   */
  public PostgresView(
      PostgresConnections connections,
      Function<ObjectName, TableInfo> tables,
      List<ObjectName> objects,
      long seed) {
    this(connections, tables, objects, seed, LOCK_WAIT);
  }

  /** With layouts that the caller keeps from view to view. */
  PostgresView(
      PostgresConnections connections, Layouts layouts, List<ObjectName> objects, long seed) {
    this(new ViewLocks(connections, objects, LOCK_WAIT), connections, layouts, objects, seed);
  }

  PostgresView(
      PostgresConnections connections,
      Function<ObjectName, TableInfo> tables,
      List<ObjectName> objects,
      long seed,
      Duration lockWait) {
    this(
        new ViewLocks(connections, objects, lockWait),
        connections,
        (connection, object) -> TableLayout.read(connection, tables.apply(object)),
        objects,
        seed);
  }

  private PostgresView(
      ViewLocks locks,
      PostgresConnections connections,
      Layouts layouts,
      List<ObjectName> objects,
      long seed) {
    this.connections = connections;
    this.locks = locks;
    this.seed = seed;
    this.coordinator = connections.borrow();
    try {
      locks.take(coordinator);
      try (var statement = coordinator.createStatement();
          ResultSet row = statement.executeQuery(MOMENT)) {
        row.next();
        this.snapshot = row.getString("snapshot");
        this.position = row.getString("position");
        this.at = row.getObject("at", OffsetDateTime.class).toInstant();
      }
      for (ObjectName object : objects) {
        TableLayout layout = layouts.of(coordinator, object);
        this.layouts.put(object, layout);
        // A layout may be older than this view, and its partitions others.
        this.trees.put(
            object,
            layout.tree().members().isEmpty()
                ? layout.tree()
                : TableTree.read(coordinator, object));
      }
    } catch (SQLException e) {
      StoreException failure = connections.failure("fixing the moment to read", e);
      closeQuietly(failure);
      throw failure;
    } catch (RuntimeException e) {
      closeQuietly(e);
      throw e;
    }
  }

  @Override
  public String position() {
    return position;
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public synchronized long count(ObjectName object) {
    long rows = number(object, "select count(*) from " + layout(object).tree().asRead());
    requireUnchanged(coordinator, object);
    return rows;
  }

  @Override
  public synchronized List<Chunk> chunks(ObjectName object, long bytes) {
    TableLayout layout = layout(object);
    if (layout.ranges().isEmpty()) {
      return List.of(Chunk.whole(object));
    }
    long rows = count(object);
    if (rows == 0) {
      return List.of(Chunk.whole(object));
    }
    long stored =
        number(
            object,
            """
            select coalesce(sum(pg_catalog.pg_table_size(p.relid)), pg_catalog.pg_table_size(%1$s))
            from pg_catalog.pg_partition_tree(%1$s) p
            """
                .formatted(Literals.quote(object.quoted())));
    long perRow = Math.max(1, stored / rows);
    try {
      return layout.ranges().get().cut(coordinator, rows, Math.max(1, bytes / perRow));
    } catch (SQLException e) {
      throw connections.failure("cutting " + object + " into chunks", e);
    }
  }

  private long number(ObjectName object, String sql) {
    requireOpen();
    try (var statement = coordinator.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw connections.failure("measuring " + object, e);
    }
  }

  /**
   * The reader locks first and imports the snapshot then. The import fails when the coordinator is
   * gone, so that no table can have been truncated between the coordinator's locks and its own.
   */
  @Override
  public ChunkReader reader() {
    requireOpen();
    Connection connection = connections.borrow();
    try {
      locks.take(connection);
      try (var statement = connection.createStatement()) {
        statement.execute("set transaction snapshot " + Literals.quote(snapshot));
      }
      return new PostgresChunkReader(this, connections, connection);
    } catch (SQLException e) {
      throw closed(connection, connections.failure("joining the moment of the view", e));
    } catch (RuntimeException e) {
      throw closed(connection, e);
    }
  }

  /** Asks something at this moment. */
  synchronized <T> T ask(String doing, PostgresConnections.Work<T> question) {
    requireOpen();
    try {
      return question.on(coordinator);
    } catch (SQLException e) {
      throw connections.failure(doing, e);
    }
  }

  private static RuntimeException closed(Connection connection, RuntimeException failure) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  TableLayout layout(ObjectName object) {
    TableLayout layout = layouts.get(object);
    if (layout == null) {
      throw new IllegalStateException(object + " is not part of this view and not locked by it");
    }
    return layout;
  }

  /** What was read of the object is of this view's moment, which locks alone do not make sure. */
  void requireUnchanged(Connection connection, ObjectName object) {
    try {
      trees.get(object).requireUnchanged(connection, connections.store());
    } catch (SQLException e) {
      throw connections.failure("looking at the partitions of " + object, e);
    }
  }

  long seed() {
    return seed;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the view of " + connections.store() + " is closed");
    }
  }

  /** A session that was lost meanwhile has ended its transaction, and that is all we want. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      ended(coordinator);
    }
  }

  static void ended(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("a reading session was lost before its end", e);
    }
  }

  private void closeQuietly(RuntimeException failure) {
    closed = true;
    closed(coordinator, failure);
  }
}
