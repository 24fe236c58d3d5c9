package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.store.postgres.ProvenTransaction.Kind;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes to one target in the name of a run; safe for several threads. Every transaction proves the
 * epoch first, and what it makes is marked in the same transaction.
 */
public final class PostgresWriter implements StoreWriter {
  /** An index on a large table is silent for as long as it takes. */
  private static final Duration LONGEST_STATEMENT = Duration.ofHours(24);

  /** Steps of one table wait for each other's locks. */
  private static final Duration LONGEST_BUILD_WAIT = Duration.ofHours(6);

  private static final int MOST_NAMED = 10;

  private final PostgresConnections connections;
  private final Authority authority;
  private final Map<ObjectName, LoadTarget> targets = new ConcurrentHashMap<>();

  /** The connections stay the caller's. */
  public PostgresWriter(PostgresConnections connections, Authority authority) {
    this.connections = connections;
    this.authority = authority;
  }

  /** Work in a proven transaction. */
  private interface Work {
    void in(ProvenTransaction transaction) throws SQLException;
  }

  private void proven(String doing, Kind kind, Work work) {
    try (ProvenTransaction transaction = begin(kind)) {
      work.in(transaction);
      transaction.commit();
    } catch (SQLException e) {
      throw connections.failure(doing, e);
    }
  }

  private ProvenTransaction begin(Kind kind) {
    return ProvenTransaction.begin(connections, authority, kind);
  }

  @Override
  public void build(SchemaStep step) {
    proven(
        "building " + step.object(),
        Kind.CHANGE,
        transaction -> {
          transaction.allow(LONGEST_BUILD_WAIT, LONGEST_STATEMENT);
          new StepBuilder(transaction.connection(), step).run();
        });
  }

  @Override
  public Load load(long id, int attempt, Chunk chunk) {
    LoadTarget target = targets.computeIfAbsent(chunk.object(), this::prepare);
    // Not durable yet: flush() makes it so, and only then is the chunk confirmed.
    ProvenTransaction transaction = begin(Kind.LOAD);
    return PostgresLoad.start(
        connections, transaction, target, chunk, new PostgresLoad.Attempt(id, attempt));
  }

  private LoadTarget prepare(ObjectName table) {
    try (ProvenTransaction transaction = begin(Kind.CHANGE)) {
      return LoadTarget.prepare(transaction, table, connections.store());
    } catch (SQLException e) {
      throw connections.failure("preparing to load " + table, e);
    }
  }

  /**
   * Updates the chunks' own marks and commits synchronously: the log is on disk up to here, and a
   * mark that a crash took away is noticed, both in one.
   */
  @Override
  public void flush(List<Long> ids) {
    List<Long> distinct = ids.stream().distinct().toList();
    if (!distinct.isEmpty()) {
      proven(
          "making chunks durable",
          Kind.CHANGE,
          transaction -> touch(transaction.connection(), distinct));
    }
  }

  private void touch(Connection connection, List<Long> ids) throws SQLException {
    Array wanted = connection.createArrayOf("bigint", ids.toArray());
    try (var statement =
        connection.prepareStatement(
            """
            update plimsoll.applied set at = pg_catalog.clock_timestamp() where chunk = any (?)
            """)) {
      statement.setArray(1, wanted);
      int present = statement.executeUpdate();
      if (present != ids.size()) {
        throw new StoreException(
            "%s: %d of %d chunks thought to be loaded are not there: %s"
                .formatted(
                    connections.store(),
                    ids.size() - present,
                    ids.size(),
                    missing(connection, wanted)),
            false,
            null);
      }
    }
  }

  private static String missing(Connection connection, Array wanted) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            select string_agg(w::text, ', ') from (
              select w from pg_catalog.unnest(?) w
              where not exists (select from plimsoll.applied a where a.chunk = w)
              order by w limit ?) first
            """)) {
      statement.setArray(1, wanted);
      statement.setInt(2, MOST_NAMED);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /** No trigger sees setval, and no rollback undoes it. */
  @Override
  public void setSequences(List<SequenceState> source) {
    if (source.isEmpty()) {
      return;
    }
    String doing = "setting sequences";
    proven(
        doing,
        Kind.CHANGE,
        t -> {
          for (SequenceState each : source) {
            new SequenceSetter(t.connection(), each).record();
          }
        });
    proven(
        doing,
        Kind.ALONE,
        t -> {
          for (SequenceState each : source) {
            new SequenceSetter(t.connection(), each).set();
          }
        });
  }

  @Override
  public void analyze(ObjectName object) {
    proven(
        "analyzing " + object,
        Kind.CHANGE,
        transaction -> {
          transaction.allow(LONGEST_BUILD_WAIT, LONGEST_STATEMENT);
          try (var statement = transaction.connection().createStatement()) {
            statement.execute("analyze " + object.quoted());
          }
        });
  }

  @Override
  public void clean() {
    if (!hasOwnSchema()) {
      return;
    }
    targets.clear();
    proven(
        "cleaning up",
        Kind.ALONE,
        transaction -> new CleanUp(transaction.connection(), connections.store()).run());
  }

  /** Without marks there is nothing of ours, and nothing to prove an epoch to. */
  private boolean hasOwnSchema() {
    return connections.inTransaction(
        "looking for the run's own schema",
        connection -> {
          try (var statement = connection.createStatement();
              ResultSet row =
                  statement.executeQuery(
                      "select pg_catalog.to_regclass('plimsoll.created') is not null")) {
            row.next();
            return row.getBoolean(1);
          }
        });
  }

  @Override
  public void close() {
    targets.clear();
  }
}
