package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.Replay.Tick;
import io.plimsoll.store.Replay.Unexpected;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.TableInfo;
import io.plimsoll.store.Watermark;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One transaction over all objects: everything is deleted before anything is inserted, so that
 * values may move between rows. It refuses to be led in another order, because each step relies on
 * the one before: an object deleted and not filled again would be loss.
 */
final class PostgresTick implements Tick {
  private static final int SAMPLE = 20;

  /** How a server refuses a binary value of another type, or a column that is not there. */
  private static final Set<String> OTHER_TYPES = Set.of("22P03", CopyIntake.OTHER_COLUMNS, "42703");

  private static final String NO_LONGER =
      ", whose columns are no longer the same on both sides (put them back, then resume)";
  private static final String WATERMARK =
      """
      insert into plimsoll.replayed as own (watermark, tick) values (?, 1)
      on conflict (one) do update
      set watermark = excluded.watermark, tick = own.tick + 1, at = pg_catalog.clock_timestamp()
      """;

  private final ReplaySession session;
  private final Function<ObjectName, TableInfo> tables;
  private final Context context;
  private final Map<ObjectName, Taken> taken = new LinkedHashMap<>();
  private Phase phase = Phase.KEYS;
  private boolean unexpectedLeft;

  /**
   * @param ended told once, with whether the session may go on
   */
  record Context(Watermark of, Purpose purpose, long seed, Consumer<Boolean> ended) {}

  private enum Phase {
    KEYS,
    COMPARED,
    DELETED,
    ENDED
  }

  /** What the tick knows of one object. */
  private static final class Taken {
    final ReplayObject object;
    final boolean whole;
    boolean aside;
    boolean filled;

    Taken(ReplayObject object, boolean whole) {
      this.object = object;
      this.whole = whole;
    }
  }

  PostgresTick(ReplaySession session, Function<ObjectName, TableInfo> tables, Context context) {
    this.session = session;
    this.tables = tables;
    this.context = context;
  }

  private boolean reverse() {
    return context.purpose() == Purpose.REVERSE;
  }

  private void require(boolean inOrder, String what) {
    if (!inOrder) {
      throw new IllegalStateException(what + " is not this tick's turn: " + phase);
    }
  }

  private Taken taken(ObjectName object) {
    Taken known = taken.get(object);
    if (known == null) {
      throw new IllegalStateException(object + " has no keys in this tick");
    }
    return known;
  }

  /** Keys of an object that changed whole are read and not needed: all of its rows go. */
  @Override
  public void keys(Changed changed, Consumer<BlockSink> keys) {
    require(phase == Phase.KEYS && !taken.containsKey(changed.object()), "taking keys");
    try {
      ReplayObject object = session.prepared(tables.apply(changed.object()));
      int fields = object.key().columns().size() + (reverse() ? 1 : 0);
      CopyIntake.load(session.connection(), object.copyKeys(reverse()), fields, keys);
      taken.put(changed.object(), new Taken(object, changed.whole()));
    } catch (SQLException e) {
      throw session.failure("taking in keys of " + changed.object(), e);
    }
  }

  @Override
  public List<Unexpected> unexpected() {
    require(phase == Phase.KEYS, "comparing");
    List<Unexpected> found = new ArrayList<>();
    if (reverse()) {
      for (Taken each : taken.values()) {
        if (!each.whole) {
          compare(each, found);
        }
      }
    }
    phase = Phase.COMPARED;
    unexpectedLeft = !found.isEmpty();
    return found;
  }

  /**
   * One comparison covers all three: a row that is missing and one that was never there before are
   * both null, which is found among nulls only.
   */
  private void compare(Taken each, List<Unexpected> found) {
    ReplayObject object = each.object;
    String sql =
        """
        with found as (
          update %s k set aside = true
          where pg_catalog.array_position(k.before, (select %s from %s where %s)) is null
          returning %s as key)
        select count(*) over () as rows, key from found order by key collate "C" limit %d
        """
            .formatted(
                object.keys(),
                OldRowHash.of("r", object.table()),
                object.rowsHere(),
                object.key().matches("r"),
                object.key().text(),
                SAMPLE);
    try (var statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      long rows = 0;
      List<String> sample = new ArrayList<>();
      while (row.next()) {
        rows = row.getLong("rows");
        sample.add(row.getString("key"));
      }
      if (rows > 0) {
        each.aside = true;
        found.add(new Unexpected(object.table().name(), rows, List.copyOf(sample)));
      }
    } catch (SQLException e) {
      throw session.failure("comparing with the rows before in " + object.table().name(), e);
    }
  }

  @Override
  public void setAside() {
    require(phase == Phase.COMPARED, "setting aside");
    unexpectedLeft = false;
  }

  @Override
  public void delete() {
    require(phase == Phase.COMPARED || phase == Phase.KEYS && !reverse(), "deleting");
    require(!unexpectedLeft, "deleting rows that are not what was changed");
    for (Taken each : taken.values()) {
      try {
        if (reverse()) {
          keep(each);
        }
        session.execute(each.object.delete(each.whole));
      } catch (SQLException e) {
        throw session.failure("deleting rows of " + each.object.table().name(), e);
      }
    }
    phase = Phase.DELETED;
  }

  private void keep(Taken each) throws SQLException {
    KeptRows kept = new KeptRows(session.connection(), each.object);
    if (each.whole) {
      kept.undoWhole();
    } else {
      kept.undo();
    }
  }

  @Override
  public void rows(Changed changed, Consumer<BlockSink> rows) {
    Taken each = taken(changed.object());
    require(phase == Phase.DELETED && !each.filled, "taking rows");
    ReplayObject object = each.object;
    try {
      String into = each.aside ? object.rows() : object.quoted();
      int fields = object.table().written().size();
      long streamed = CopyIntake.load(session.connection(), object.copyRows(into), fields, rows);
      if (each.aside) {
        session.withAnyPlan(() -> insertExpected(object, streamed));
      }
      each.filled = true;
    } catch (SQLException e) {
      String doing = "taking in rows of " + changed.object();
      throw session.failure(OTHER_TYPES.contains(e.getSQLState()) ? doing + NO_LONGER : doing, e);
    }
  }

  private void insertExpected(ReplayObject object, long streamed) throws SQLException {
    String staged = "exists (select from %s k where %s and %sk.aside)";
    String matches = object.key().matches("o");
    long inserted =
        session.update(
            """
            insert into %s (%s) overriding system value
            select %s from %s o where %s
            """
                .formatted(
                    object.quoted(),
                    object.written("", ", "),
                    object.written("o.", ", "),
                    object.rows(),
                    staged.formatted(object.keys(), matches, "not ")));
    long aside = 0;
    try (var statement = session.connection().createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from %s o where %s"
                    .formatted(object.rows(), staged.formatted(object.keys(), matches, "")))) {
      row.next();
      aside = row.getLong(1);
    }
    if (inserted + aside != streamed) {
      throw new StoreException(
          "%s: %d rows came, %d of them under keys that changed"
              .formatted(object.table().name(), streamed, inserted + aside),
          false,
          null);
    }
    new KeptRows(session.connection(), object).quarantine();
  }

  @Override
  public Fingerprint readBack(Changed changed) {
    Taken each = taken(changed.object());
    require(phase == Phase.DELETED && each.filled, "reading back");
    return session.read(each.object.copyOut(each.whole), each.object.layout(), context.seed());
  }

  @Override
  public void commit() {
    require(phase == Phase.DELETED || phase != Phase.ENDED && taken.isEmpty(), "committing");
    for (Taken each : taken.values()) {
      require(each.filled, "committing without the rows of " + each.object.table().name());
    }
    try {
      for (Taken each : taken.values()) {
        session.requireSameTree(each.object.layout().tree());
        for (DeferrableConstraint constraint : each.object.deferrable()) {
          check(each, constraint);
        }
      }
      try (var statement = session.connection().prepareStatement(WATERMARK)) {
        statement.setString(1, context.of().text());
        statement.executeUpdate();
      }
      session.connection().commit();
    } catch (SQLException e) {
      throw session.failure("committing the tick at " + context.of(), e);
    }
    end(true);
  }

  private void check(Taken each, DeferrableConstraint constraint) throws SQLException {
    try (var statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(constraint.question(each.object, each.whole))) {
      row.next();
      if (row.getBoolean(1)) {
        throw new StoreException(
            "%s: the rows brought in violate the deferrable constraint %s"
                .formatted(each.object.table().name(), ObjectName.display(constraint.name())),
            false,
            null);
      }
    }
  }

  @Override
  public void close() {
    if (phase != Phase.ENDED) {
      end(false);
    }
  }

  private void end(boolean committed) {
    phase = Phase.ENDED;
    context.ended().accept(committed);
  }
}
