package io.plimsoll.scenario.live;

import static java.util.stream.Collectors.joining;

import io.plimsoll.scenario.live.Shape.Column;
import io.plimsoll.scenario.live.Shape.KeyKind;
import io.plimsoll.scenario.live.Shape.Link;
import io.plimsoll.scenario.live.Shape.Role;
import io.plimsoll.scenario.live.Shape.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Random rows: some that are there, and new ones that are not written yet. */
final class Draws {
  private final Connection connection;
  private final Shape shape;
  private final Random random;
  private final Values values;
  private final int owner;

  Draws(Connection connection, Shape shape, Random random, int owner) {
    this.connection = connection;
    this.shape = shape;
    this.random = random;
    this.values = new Values(random);
    this.owner = owner;
  }

  Values values() {
    return values;
  }

  /** Keys of random rows that may be changed. */
  List<List<String>> pick(Table table, int count) throws SQLException {
    String key = table.key().stream().map(Column::asText).collect(joining(", "));
    return rows(
        "select %s from %s where owner <> 0 order by random() limit %d"
            .formatted(key, table.quoted(), count),
        List.of());
  }

  /** Quiet rows hang under quiet ones only. */
  Optional<List<String>> parent(Link link) throws SQLException {
    Table parent = shape.table(link.parent());
    String key = parent.key().stream().map(Column::asText).collect(joining(", "));
    return rows(
            "select %s from %s where %s order by random() limit 1"
                .formatted(key, parent.quoted(), owner == Operations.QUIET ? "owner = 0" : "true"),
            List.of())
        .stream()
        .findFirst();
  }

  /** A new row with random values; none when its key needs a parent and there is no parent. */
  Optional<Row> fresh(Table table) throws SQLException {
    var row = new Row();
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i);
      boolean drawn =
          table.kind() == KeyKind.DRAWN && column.role() == Role.KEY
              || column.name().equals("ticket");
      boolean given =
          drawn
              || List.of(Role.GENERATED, Role.TOUCHED, Role.LINK).contains(column.role())
              || table.kind() == KeyKind.CHILD && i < table.keyColumns() - 1;
      if (!given) {
        row.add(column, column.role() == Role.OWNER ? "" + owner : values.of(column));
      }
    }
    for (Link link : table.links()) {
      boolean must = link.columns().get(0) < table.keyColumns();
      Optional<List<String>> parent =
          must || random.nextInt(4) > 0 ? parent(link) : Optional.empty();
      if (must && parent.isEmpty()) {
        return Optional.empty();
      }
      for (int i = 0; parent.isPresent() && i < link.columns().size(); i++) {
        row.add(table.columns().get(link.columns().get(i)), parent.get().get(i));
      }
    }
    return Optional.of(row);
  }

  List<List<String>> rows(String sql, List<String> parameters) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setString(i + 1, parameters.get(i));
      }
      var rows = new ArrayList<List<String>>();
      if (statement.execute()) {
        try (var result = statement.getResultSet()) {
          int columns = result.getMetaData().getColumnCount();
          while (result.next()) {
            var row = new ArrayList<String>(columns);
            for (int i = 1; i <= columns; i++) {
              row.add(result.getString(i));
            }
            rows.add(row);
          }
        }
      }
      return rows;
    }
  }

  /** Columns with values to be inserted. */
  static final class Row {
    private final List<Column> columns = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    List<String> values() {
      return values;
    }

    void add(Column column, String value) {
      columns.add(column);
      values.add(value);
    }

    void key(Table table, List<String> key) {
      for (int i = 0; i < key.size(); i++) {
        int at = columns.indexOf(table.columns().get(i));
        if (at >= 0) {
          values.set(at, key.get(i));
        } else {
          add(table.columns().get(i), key.get(i));
        }
      }
    }

    String names() {
      return columns.stream().map(Column::quoted).collect(joining(", "));
    }

    String casts() {
      return columns.stream()
          .map(c -> "cast(? as %s)".formatted(c.type()))
          .collect(joining(", ", "(", ")"));
    }
  }
}
