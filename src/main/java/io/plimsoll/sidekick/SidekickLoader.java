package io.plimsoll.sidekick;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Fills shard databases with a sample: COPY streams into bare tables, keys and indexes behind them,
 * one transaction per shard. Never touches a database that holds these tables already, unless told
 * to replace them, and never drops a table it did not make.
 */
public final class SidekickLoader {
  private static final int BATCH_BYTES = 1 << 16;
  private static final int ROWS_PER_REPORT = 10_000;

  private final SidekickProgress progress;

  public SidekickLoader(SidekickProgress progress) {
    this.progress = progress;
  }

  /**
   * Loads every shard or says which are loaded and which are not.
   *
   * @throws SidekickRefusal before anything is changed, when a database or the route is not empty
   */
  public Loaded load(LoadRequest request) {
    refuseOccupied(request);
    var tasks = new ArrayList<Callable<List<Loaded.Line>>>();
    for (String shard : request.sample().shards()) {
      tasks.add(() -> loadShard(request, shard));
    }
    List<Loaded.Line> lines =
        ShardTasks.run(request.threads(), tasks).stream().flatMap(List::stream).toList();
    request.publication().ifPresent(publication -> publish(request, publication));
    return new Loaded(lines);
  }

  private static void refuseOccupied(LoadRequest request) {
    var reasons = new ArrayList<String>();
    for (String shard : request.sample().shards()) {
      Database database = request.shards().get(shard);
      try (Connection connection = database.open()) {
        List<String> tables = inTheWay(connection, request.replace());
        if (!tables.isEmpty()) {
          reasons.add("shard %s (%s) holds %s".formatted(shard, database, named(tables)));
        }
      } catch (SQLException e) {
        throw failed(shard, database, "cannot be opened; nothing was changed", e);
      }
    }
    if (!reasons.isEmpty()) {
      String remedy =
          request.replace()
              ? "; these tables are not the sample's, so they are not replaced"
              : "; choose empty databases, or replace";
      throw new SidekickRefusal(
          String.join("; ", reasons) + " already; nothing was changed" + remedy);
    }
    request
        .publication()
        .ifPresent(it -> it.directory().refuseUnfit(request.shards(), request.replace()));
  }

  private static List<String> inTheWay(Connection connection, boolean replace) throws SQLException {
    var tables = new ArrayList<String>();
    for (Table table : SidekickSchema.existing(connection)) {
      if (!replace || !SidekickSchema.isOurs(connection, table)) {
        tables.add(table.sqlName());
      }
    }
    return tables;
  }

  private List<Loaded.Line> loadShard(LoadRequest request, String shard) {
    Database database = request.shards().get(shard);
    try (Connection connection = database.open()) {
      connection.setAutoCommit(false);
      if (request.replace()) {
        SidekickSchema.dropTables(connection);
      }
      SidekickSchema.createTables(connection);
      var lines = new ArrayList<Loaded.Line>();
      for (Table table : Table.values()) {
        long records =
            copy(connection, new ShardRows(request.sample(), shard, table), table, shard);
        lines.add(new Loaded.Line(shard, table.sqlName(), records));
      }
      SidekickSchema.finish(connection);
      connection.commit();
      return lines;
    } catch (SQLException e) {
      throw failed(shard, database, "this shard was not loaded, others may have been", e);
    }
  }

  /** FREEZE, because the table is this transaction's own: nobody has to rewrite the rows later. */
  private long copy(Connection connection, ShardRows rows, Table table, String shard)
      throws SQLException {
    String sql =
        "COPY public.%s (%s) FROM STDIN WITH (FREEZE)"
            .formatted(table.sqlName(), String.join(", ", table.written()));
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    try {
      long sent = send(rows, table, new Batch(copy), shard);
      long stored = copy.endCopy();
      if (stored != sent) {
        throw new SidekickException(
            "%s.%s: sent %d records, the server counts %d"
                .formatted(shard, table.sqlName(), sent, stored));
      }
      return stored;
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private long send(ShardRows rows, Table table, Batch batch, String shard) throws SQLException {
    int fields = table.written().size();
    long sent = 0;
    while (rows.next()) {
      batch.add(rows.row(), fields);
      if (++sent % ROWS_PER_REPORT == 0) {
        ShardTasks.stopIfInterrupted();
        progress.advanced(shard, table.sqlName(), ROWS_PER_REPORT);
      }
    }
    batch.flush();
    progress.advanced(shard, table.sqlName(), sent % ROWS_PER_REPORT);
    return sent;
  }

  private static void publish(LoadRequest request, LoadRequest.Publication publication) {
    Map<String, Database> ordered = new LinkedHashMap<>();
    request.sample().shards().forEach(shard -> ordered.put(shard, request.shards().get(shard)));
    publication.directory().publish(publication.destination(), ordered, request.replace());
  }

  private static String named(List<String> tables) {
    return (tables.size() == 1 ? "table " : "tables ") + String.join(", ", tables);
  }

  private static SidekickException failed(
      String shard, Database database, String state, SQLException cause) {
    return new SidekickException(
        "shard %s (%s): %s: %s".formatted(shard, database, state, cause.getMessage()), cause);
  }

  /** Rows on their way, sent in pieces of some 64 kB. */
  private static final class Batch {
    private final CopyIn copy;
    private final byte[] bytes = new byte[BATCH_BYTES];
    private int length;

    Batch(CopyIn copy) {
      this.copy = copy;
    }

    void add(CopyRow row, int fields) throws SQLException {
      int size = row.lengthOf(fields);
      if (length + size + 1 > BATCH_BYTES) {
        flush();
      }
      if (size + 1 > BATCH_BYTES) {
        copy.writeToCopy(row.bytes(), 0, size);
        size = 0;
      } else {
        System.arraycopy(row.bytes(), 0, bytes, length, size);
      }
      length += size;
      bytes[length++] = '\n';
    }

    void flush() throws SQLException {
      copy.writeToCopy(bytes, 0, length);
      length = 0;
    }
  }
}
