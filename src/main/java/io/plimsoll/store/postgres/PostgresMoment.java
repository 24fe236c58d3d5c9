package io.plimsoll.store.postgres;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Moment;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Watermark;
import io.plimsoll.store.jdbc.Literals;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One snapshot for keys and rows: what is dirty and how it looks now are never of two times. Both
 * are streamed over the session that holds the view's locks: a further one would queue behind a
 * client's TRUNCATE, which waits for that very view. A sink that fails ends the moment.
 */
final class PostgresMoment implements Moment {
  private static final String NOTHING_APPLIED = "true";

  private final PostgresConnections connections;
  private final PostgresView view;
  private final Tables tables;
  private final long seed;
  private final List<ObjectName> objects;
  private final String condition;
  private final Watermark watermark;
  private final Map<ObjectName, CaptureCheck> captured;
  private Optional<List<Dirty>> dirty = Optional.empty();
  private Optional<CopyStream> stream = Optional.empty();

  /** Describes objects, kept from moment to moment. */
  interface Tables {
    CapturedTable of(Connection connection, ObjectName object) throws SQLException;
  }

  private record Dirty(ObjectName object, long keys, boolean whole, Set<String> marks) {}

  PostgresMoment(
      PostgresConnections connections,
      Tables tables,
      List<ObjectName> objects,
      long seed,
      Optional<Watermark> applied) {
    this.connections = connections;
    this.tables = tables;
    this.seed = seed;
    this.objects = List.copyOf(objects);
    this.condition = applied.map(PostgresMoment::beyond).orElse(NOTHING_APPLIED);
    this.view =
        new PostgresView(
            connections,
            (connection, object) -> tables.of(connection, object).layout(),
            this.objects,
            seed);
    try {
      this.watermark = view.ask("reading what the moment sees", PostgresMoment::snapshot);
      this.captured = view.ask("looking at what is captured", CaptureCheck::all);
    } catch (RuntimeException e) {
      view.close();
      throw e;
    }
  }

  /** By the index on {@code x}, so that what was replayed long ago is not walked through again. */
  private static String beyond(Watermark applied) {
    String snapshot = Literals.quote(applied.text()) + "::pg_catalog.pg_snapshot";
    return ("x >= pg_catalog.pg_snapshot_xmin(%1$s)"
            + " and not pg_catalog.pg_visible_in_snapshot(x, %1$s)")
        .formatted(snapshot);
  }

  private static Watermark snapshot(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select pg_catalog.pg_current_snapshot()::text")) {
      row.next();
      return new Watermark(row.getString(1));
    }
  }

  @Override
  public ConsistentView view() {
    return view;
  }

  @Override
  public Watermark watermark() {
    return watermark;
  }

  /** The files of each of its objects at this moment, by number. */
  Map<Integer, String> storage() {
    return objects.stream()
        .filter(captured::containsKey)
        .map(captured::get)
        .collect(Collectors.toMap(CaptureCheck::number, CaptureCheck::storage));
  }

  @Override
  public List<Finding> changedCapture() {
    return objects.stream().flatMap(o -> CaptureCheck.finding(o, captured).stream()).toList();
  }

  @Override
  public List<Changed> changed() {
    return dirty().stream()
        .filter(d -> d.keys() > 0 || d.whole())
        .map(d -> new Changed(d.object(), d.keys(), d.whole()))
        .toList();
  }

  /** Those that came through every object: a single dead one must not hide behind the others. */
  @Override
  public Set<String> marks() {
    Set<String> common = new HashSet<>();
    List<Dirty> all = dirty();
    if (all.size() == objects.size() && !all.isEmpty()) {
      common.addAll(all.get(0).marks());
      all.forEach(d -> common.retainAll(d.marks()));
    }
    return common;
  }

  private synchronized List<Dirty> dirty() {
    if (dirty.isEmpty()) {
      dirty = Optional.of(view.ask("counting changed keys", this::count));
    }
    return dirty.get();
  }

  private List<Dirty> count(Connection connection) throws SQLException {
    var byNumber = new HashMap<Integer, CaptureCheck>();
    objects.stream()
        .filter(captured::containsKey)
        .map(captured::get)
        .forEach(c -> byNumber.put(c.number(), c));
    var found = new ArrayList<Dirty>();
    try (var query =
        connection.prepareStatement("select * from plimsoll.capture_changed(?) order by number")) {
      query.setString(1, condition);
      try (var row = query.executeQuery()) {
        while (row.next()) {
          CaptureCheck object = byNumber.get(row.getInt("number"));
          if (object != null) {
            found.add(
                new Dirty(
                    object.object(),
                    row.getLong("keys"),
                    row.getBoolean("whole") || object.rewritten(),
                    Set.of((String[]) row.getArray("marks").getArray())));
          }
        }
      }
    }
    return found;
  }

  /** A synchronous commit flushes all that was written before it; a reading one flushes nothing. */
  @Override
  public void makeDurable() {
    connections.inTransaction(
        "making what was read durable",
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("set local synchronous_commit = on");
            statement.execute("select pg_catalog.pg_logical_emit_message(true, 'plimsoll', '')");
          }
          return true;
        });
  }

  @Override
  public synchronized void keys(Changed changed, BlockSink sink) {
    CaptureCheck object = captured(changed);
    CapturedTable table = table(changed);
    String sql = table.keys(object.number(), object.purpose(), condition);
    streamed(
        changed.object(),
        true,
        copy -> {
          copy.plain(query(sql, changed), table.keyFields(object.purpose()), sink);
          return changed;
        });
  }

  @Override
  public synchronized Fingerprint rows(Changed changed, BlockSink sink) {
    CapturedTable table = table(changed);
    String sql =
        changed.whole() ? table.allRows() : table.rows(captured(changed).number(), condition);
    return streamed(
        changed.object(),
        !changed.whole(),
        copy -> copy.rows(query(sql, changed), table.layout(), seed, sink));
  }

  private static CopyStream.Query query(String sql, Changed changed) {
    return new CopyStream.Query(TableLayout.copyOut(sql), "what changed of " + changed.object());
  }

  private CaptureCheck captured(Changed changed) {
    return Optional.ofNullable(captured.get(changed.object()))
        .orElseThrow(() -> new StoreException(changed.object() + " is not captured", false, null));
  }

  private CapturedTable table(Changed changed) {
    return view.ask(
        "describing " + changed.object(), connection -> tables.of(connection, changed.object()));
  }

  /** Single keys by the index even where statistics are missing; a whole table from end to end. */
  private <T> T streamed(ObjectName object, boolean byIndex, Function<CopyStream, T> reading) {
    return view.ask(
        "reading changes",
        connection -> {
          if (stream.isEmpty()) {
            stream = Optional.of(new CopyStream(connections, connection));
          }
          try (var statement = connection.createStatement()) {
            if (byIndex) {
              statement.execute("set local jit = off; set local enable_seqscan = off");
            }
            T result = reading.apply(stream.get());
            view.requireUnchanged(connection, object);
            if (byIndex) {
              statement.execute("set local jit = default; set local enable_seqscan = default");
            }
            return result;
          }
        });
  }

  @Override
  public synchronized void close() {
    view.close();
  }
}
