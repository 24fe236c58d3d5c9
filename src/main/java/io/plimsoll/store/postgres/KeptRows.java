package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.jdbc.Literals;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.IntFunction;

/**
 * Keeps rows for a person: in {@code plimsoll.undo} what is about to be overwritten, in {@code
 * plimsoll.quarantine} both versions of what is not.
 *
 * <p>Undo keeps each key's row once, as it was before the first change brought back, absence
 * included: so it grows with the keys that change, not with the changes, and what a later tick
 * overwrites is not taken for the original.
 */
final class KeptRows {
  private static final String TICK =
      "(select coalesce(pg_catalog.max(tick), 0) + 1 from plimsoll.replayed)";

  private final Connection connection;
  private final ReplayObject object;
  private final ReplayKey key;
  private final String name;

  KeptRows(Connection connection, ReplayObject object) {
    this.connection = connection;
    this.object = object;
    this.key = object.key();
    this.name = Literals.quote(object.table().name().toString());
  }

  private static String staged(int place) {
    return "k." + ReplayKey.staged(place);
  }

  private String column(int place) {
    return "r." + ObjectName.quote(key.columns().get(place));
  }

  private String rowHere() {
    return "(select %s from %s where %s)"
        .formatted(object.json("r"), object.rowsHere(), key.matches("r"));
  }

  /** Before the staged keys' rows are deleted. */
  void undo() throws SQLException {
    String from = object.keys() + " k";
    execute(undo(from, KeptRows::staged, rowHere(), "not k.aside"));
  }

  /** Before all rows are deleted; from then on every key that is not in undo had no row. */
  void undoWhole() throws SQLException {
    execute(undo(object.rowsHere(), this::column, object.json("r"), "true"));
    execute(
        """
        insert into plimsoll.undo (object, digest, tick) values (%s, '', %s) on conflict do nothing
        """
            .formatted(name, TICK));
  }

  private String undo(String from, IntFunction<String> column, String row, String condition) {
    return """
        insert into plimsoll.undo (object, digest, tick, key, "row")
        select %1$s, d.digest, %2$s, %3$s, %4$s
        from %5$s cross join lateral (select %6$s as digest) d
        where %7$s
          and not exists (select from plimsoll.undo u where u.object = %1$s and u.digest = '')
          and not exists (select from plimsoll.undo u where u.object = %1$s and u.digest = d.digest)
        """
        .formatted(name, TICK, key.json(column), row, from, key.digest(column), condition);
  }

  /** What the other side has comes from the table of staged rows. */
  void quarantine() throws SQLException {
    execute(
        """
        insert into plimsoll.quarantine (object, digest, tick, key, other, here)
        select %s, %s, %s, %s,
          case when o.%s is not null then %s end,
          %s
        from %s k left join %s o on %s where k.aside
        on conflict (object, digest) do update
        set tick = excluded.tick, at = pg_catalog.clock_timestamp(),
          other = excluded.other, here = excluded.here
        """
            .formatted(
                name,
                key.digest(KeptRows::staged),
                TICK,
                key.json(KeptRows::staged),
                ObjectName.quote(key.columns().get(0)),
                object.json("o"),
                rowHere(),
                object.keys(),
                object.rows(),
                key.matches("o")));
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
