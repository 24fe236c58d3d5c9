package io.plimsoll.scenario.live;

import io.plimsoll.scenario.live.Shape.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All rows of a schema at one moment.
 *
 * @param rows by table and key
 * @param notes how often each note stands there; their drawn keys do not matter
 */
record Content(
    Map<String, Map<List<String>, List<String>>> rows, Map<List<String>, Integer> notes) {

  /** Reads one consistent moment. */
  static Content of(Connection connection, Shape shape) throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    var rows = new TreeMap<String, Map<List<String>, List<String>>>();
    for (Table table : shape.tables()) {
      var found = new HashMap<List<String>, List<String>>();
      for (List<String> row :
          query(connection, "select " + table.image("") + " from " + table.quoted())) {
        found.put(table.keyOf(row), row);
      }
      rows.put(table.name(), found);
    }
    var notes = new HashMap<List<String>, Integer>();
    query(connection, "select tab, op, key, mark from public.notes")
        .forEach(note -> notes.merge(note, 1, Integer::sum));
    connection.commit();
    return new Content(rows, notes);
  }

  /** Every row, each column as text. */
  static List<List<String>> query(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      var rows = new ArrayList<List<String>>();
      while (result.next()) {
        var row = new ArrayList<String>(columns);
        for (int i = 1; i <= columns; i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** Where the other differs from this, the expected one; a line each. */
  List<String> differences(Content actual) {
    var lines = new ArrayList<String>();
    rows.forEach((table, wanted) -> compare(table, wanted, actual.rows().get(table), lines));
    var every = new HashMap<>(notes);
    every.putAll(actual.notes());
    every.keySet().stream()
        .filter(note -> !every.containsKey(deletion(note)))
        .forEach(
            note -> {
              int wanted = notes.getOrDefault(note, 0);
              int found = actual.notes().getOrDefault(note, 0);
              if (wanted != found) {
                lines.add("notes %s: expected %d, found %d".formatted(note, wanted, found));
              }
            });
    return lines;
  }

  /**
   * A row that goes because one foreign key cascades may have lost another parent just before:
   * which comes first is the server's affair, and shows only in an update noted beside the
   * deletion.
   */
  private static List<String> deletion(List<String> note) {
    return note.get(1).equals("update")
        ? Arrays.asList(note.get(0), "delete", note.get(2), note.get(3))
        : List.of();
  }

  private static void compare(
      String table,
      Map<List<String>, List<String>> wanted,
      Map<List<String>, List<String>> found,
      List<String> lines) {
    var keys = new TreeSet<List<String>>((a, b) -> a.toString().compareTo(b.toString()));
    keys.addAll(wanted.keySet());
    keys.addAll(found.keySet());
    for (List<String> key : keys) {
      List<String> should = wanted.get(key);
      List<String> is = found.get(key);
      if (should == null) {
        lines.add("%s %s: unexpected %s".formatted(table, key, is));
      } else if (is == null) {
        lines.add("%s %s: missing %s".formatted(table, key, should));
      } else if (!should.equals(is)) {
        lines.add("%s %s: expected %s, found %s".formatted(table, key, should, is));
      }
    }
  }
}
