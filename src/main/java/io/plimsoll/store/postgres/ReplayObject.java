package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.TableInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One object as a session replays it: its staged keys and rows are temporary tables that empty
 * themselves with every transaction. Their columns have names of our own, so that none of the
 * object's can be mistaken.
 *
 * @param number tells the object's temporary tables from those of others
 * @param deferrable constraints that the server does not check while triggers are silent
 */
record ReplayObject(
    TableInfo table,
    TableLayout layout,
    ReplayKey key,
    int number,
    List<DeferrableConstraint> deferrable) {

  /** Reads the object and creates its table of staged keys, in the session's transaction. */
  static ReplayObject prepare(Connection connection, TableInfo table, int number)
      throws SQLException {
    TableLayout layout = TableLayout.read(connection, table);
    ReplayObject object =
        new ReplayObject(
            table,
            layout,
            ReplayKey.read(connection, table),
            number,
            DeferrableConstraint.read(connection, layout.tree()));
    try (var statement = connection.createStatement()) {
      statement.execute(object.createKeys());
      statement.execute(object.createRows());
    }
    return object;
  }

  /** Made by a query, so that types and collations are the object's own. */
  private String createKeys() {
    return """
        create temporary table %1$s on commit delete rows as
          select %2$s from only %3$s r with no data;
        alter table %1$s %4$s,
          add before bigint[], add aside boolean not null default false
        """
        .formatted(
            keys(),
            key.each(i -> "r.%s as %s".formatted(column(i), ReplayKey.staged(i)), ", "),
            quoted(),
            key.each(i -> "alter " + ReplayKey.staged(i) + " set not null", ", "));
  }

  /** With generated columns, because the key may be one. */
  private String createRows() {
    return "create temporary table %s (like %s including generated) on commit delete rows"
        .formatted(rows(), quoted());
  }

  private String column(int place) {
    return ObjectName.quote(key.columns().get(place));
  }

  /** Where rows go; those of a partitioned object find their partition from there. */
  String quoted() {
    return table.name().quoted();
  }

  /** All of the object's rows and no others, as {@code r}. */
  String rowsHere() {
    return layout.tree().asRead() + " r";
  }

  String keys() {
    return "pg_temp.plimsoll_keys_" + number;
  }

  String rows() {
    return "pg_temp.plimsoll_rows_" + number;
  }

  String copyKeys(boolean hashes) {
    return "copy %s (%s%s) from stdin (format binary)"
        .formatted(keys(), key.each(ReplayKey::staged, ", "), hashes ? ", before" : "");
  }

  String copyRows(String into) {
    return "copy %s (%s) from stdin (format binary)".formatted(into, written("", ", "));
  }

  /** The columns that are written, each with a prefix. */
  String written(String prefix, String separator) {
    return table.written().stream()
        .map(c -> prefix + ObjectName.quote(c.name()))
        .collect(Collectors.joining(separator));
  }

  /** The JSON of a whole row, generated columns left out. */
  String json(String row) {
    return ReplayKey.json(
        table.written().stream().map(TableInfo.Column::name).toList(),
        name -> row + "." + ObjectName.quote(name));
  }

  String delete(boolean whole) {
    return whole
        ? "delete from " + rowsHere()
        : "delete from %s using %s k where %s and not k.aside"
            .formatted(rowsHere(), keys(), key.matches("r"));
  }

  String copyOut(boolean whole) {
    String fields =
        layout.fields().stream()
            .map(c -> "r." + ObjectName.quote(c.name()))
            .collect(Collectors.joining(", "));
    String from =
        whole
            ? rowsHere()
            : "%s k join %s on %s where not k.aside"
                .formatted(keys(), rowsHere(), key.matches("r"));
    return "copy (select %s from %s) to stdout (format binary)".formatted(fields, from);
  }
}
