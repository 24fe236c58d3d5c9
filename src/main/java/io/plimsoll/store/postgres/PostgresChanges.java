package io.plimsoll.store.postgres;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Catalogue;
import io.plimsoll.store.ChangeFeed;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Watermark;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Writes changed keys down by statement triggers with transition tables. Objects are described
 * once, by the catalogue as it was when capture was installed or first looked at; that they are
 * still so is looked at again in every moment.
 */
final class PostgresChanges implements ChangeFeed {
  /** Moments whose files are remembered until they are forgotten. */
  private static final int MOST_MOMENTS = 16;

  /** After so many, keys are deleted from the oldest on, lest a lost commit leave some behind. */
  private static final int FULL_EVERY = 256;

  private static final String EVERYTHING = "0";

  private final PostgresConnections connections;
  private final Supplier<Catalogue> source;
  private final Map<ObjectName, CapturedTable> tables = new ConcurrentHashMap<>();
  private final Map<Watermark, Map<Integer, String>> storage =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Watermark, Map<Integer, String>> eldest) {
          return size() > MOST_MOMENTS;
        }
      };
  private Optional<Catalogue> catalogue = Optional.empty();
  private String since = EVERYTHING;
  private int forgotten;

  PostgresChanges(PostgresConnections connections, Supplier<Catalogue> catalogue) {
    this.connections = connections;
    this.source = catalogue;
  }

  @Override
  public void install(
      Authority authority, Purpose purpose, List<ObjectName> objects, Duration bound) {
    new CaptureInstall(connections, this::freshCatalogue)
        .install(authority, purpose, objects, bound);
  }

  private synchronized Catalogue freshCatalogue() {
    tables.clear();
    catalogue = Optional.of(source.get());
    return catalogue.get();
  }

  private synchronized Catalogue catalogue() {
    return catalogue.isPresent() ? catalogue.get() : freshCatalogue();
  }

  private CapturedTable table(Connection connection, ObjectName object) throws SQLException {
    CapturedTable known = tables.get(object);
    if (known == null) {
      known = CapturedTable.read(connection, catalogue().table(object));
      tables.put(object, known);
    }
    return known;
  }

  /** {@code default} may be assigned to any column, also to one that takes no value. */
  @Override
  public String mark(List<ObjectName> objects) {
    String mark = UUID.randomUUID().toString();
    connections.inTransaction(
        "sending a mark through the captured objects",
        connection -> {
          try (var set =
              connection.prepareStatement(
                  "select pg_catalog.set_config('plimsoll.mark', ?, true)")) {
            set.setString(1, mark);
            set.execute();
          }
          try (var statement = connection.createStatement()) {
            for (ObjectName object : objects) {
              CapturedTable table = table(connection, object);
              statement.execute(
                  "update %s set %s = default where false"
                      .formatted(table.layout().tree().asRead(), table.firstKey()));
            }
          }
          return mark;
        });
    return mark;
  }

  @Override
  public Moment moment(List<ObjectName> objects, long seed, Optional<Watermark> applied) {
    PostgresMoment moment;
    try {
      catalogue();
      moment = new PostgresMoment(connections, this::table, objects, seed, applied);
    } catch (RuntimeException e) {
      return changed(objects, e);
    }
    synchronized (this) {
      storage.put(moment.watermark(), moment.storage());
    }
    return moment;
  }

  /** What is not as it was installed need not be there to be read at all. */
  private Moment changed(List<ObjectName> objects, RuntimeException failure) {
    try {
      List<Finding> findings =
          connections.inTransaction(
              "looking at what is captured",
              connection -> {
                Map<ObjectName, CaptureCheck> captured = CaptureCheck.all(connection);
                return objects.stream()
                    .flatMap(o -> CaptureCheck.finding(o, captured).stream())
                    .toList();
              });
      if (!findings.isEmpty()) {
        return new ChangedMoment(connections.store(), findings, failure);
      }
    } catch (StoreException e) {
      failure.addSuppressed(e);
    }
    throw failure;
  }

  @Override
  public synchronized void forget(Authority authority, Watermark applied) {
    String from = forgotten++ % FULL_EVERY == 0 ? EVERYTHING : since;
    since = EVERYTHING;
    try (var transaction =
        ProvenTransaction.begin(connections, authority, ProvenTransaction.Kind.LOAD)) {
      String next = forget(transaction.connection(), applied, from);
      settle(transaction.connection(), applied);
      transaction.commit();
      since = next;
    } catch (SQLException e) {
      throw connections.failure("forgetting replayed keys", e);
    }
  }

  /** Returns from where the next one need look: all before is in this one's snapshot. */
  private static String forget(Connection connection, Watermark applied, String from)
      throws SQLException {
    String sql =
        """
        with applied as materialized (select ?::pg_catalog.pg_snapshot as snapshot)
        select plimsoll.capture_forget(snapshot, ?::xid8), pg_catalog.pg_snapshot_xmin(snapshot)
        from applied
        """;
    try (var delete = connection.prepareStatement(sql)) {
      delete.setString(1, applied.text());
      delete.setString(2, from);
      try (var row = delete.executeQuery()) {
        row.next();
        return row.getString(2);
      }
    }
  }

  /** Rewritten rows were replayed: the object's files of that moment are the known ones now. */
  private void settle(Connection connection, Watermark applied) throws SQLException {
    Map<Integer, String> seen = storage.remove(applied);
    if (seen == null) {
      return;
    }
    String sql =
        """
        update plimsoll.captured set storage = ?
        where number = ? and installed and not retired and storage is distinct from ?
        """;
    try (var update = connection.prepareStatement(sql)) {
      for (var object : seen.entrySet()) {
        update.setString(1, object.getValue());
        update.setInt(2, object.getKey());
        update.setString(3, object.getValue());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  @Override
  public long backlog(long atMost) {
    return connections.inTransaction(
        "counting written keys",
        connection -> {
          try (var query = connection.prepareStatement("select plimsoll.capture_backlog(?)")) {
            query.setLong(1, atMost);
            try (var row = query.executeQuery()) {
              row.next();
              return row.getLong(1);
            }
          }
        });
  }

  @Override
  public void stop(Authority authority) {
    try (var transaction =
        ProvenTransaction.begin(connections, authority, ProvenTransaction.Kind.CHANGE)) {
      CaptureSchema.stop(transaction.connection());
      transaction.commit();
    } catch (SQLException e) {
      throw connections.failure("ending capture", e);
    }
  }
}
