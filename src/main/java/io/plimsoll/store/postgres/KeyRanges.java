package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.TableInfo;
import io.plimsoll.store.jdbc.Literals;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Ranges {@code (lower, upper]} over one table's key: as predicates, and cut from what is there.
 *
 * <p>Text keys are ordered by their bytes on every server. Where the column's own collation does
 * that it is left alone, so that its index is used; elsewhere the order is asked for, which is slow
 * but right.
 */
final class KeyRanges {
  private final ObjectName table;
  private final TableTree tree;
  private final List<KeyColumn> key;

  private record KeyColumn(String name, ColumnType type) {
    String ordered() {
      String column = ObjectName.quote(name);
      return type.text() && !type.binaryOrder() ? column + " collate pg_catalog.\"C\"" : column;
    }

    String literal(String value) {
      return Literals.quote(value) + "::" + type.cast();
    }
  }

  private KeyRanges(TableTree tree, List<KeyColumn> key) {
    this.table = tree.table();
    this.tree = tree;
    this.key = key;
  }

  /** Ranges over the table's key; none when it has none whose order every server shares. */
  static Optional<KeyRanges> of(TableInfo table, TableTree tree, Map<String, ColumnType> types) {
    if (table.key().isEmpty() || !table.key().get().ranged()) {
      return Optional.empty();
    }
    List<KeyColumn> key =
        table.key().get().columns().stream()
            .map(name -> new KeyColumn(name, types.get(name)))
            .toList();
    boolean usable = key.stream().allMatch(c -> c.type() != null && c.type().canBeRanged());
    return usable ? Optional.of(new KeyRanges(tree, key)) : Optional.empty();
  }

  /** The chunk as a condition, {@code true} when it is open on both ends. */
  String predicate(Chunk chunk) {
    List<String> conditions = new ArrayList<>();
    chunk.lower().ifPresent(values -> conditions.add(comparison(">", values)));
    chunk.upper().ifPresent(values -> conditions.add(comparison("<=", values)));
    return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
  }

  private String comparison(String operator, List<String> values) {
    if (values.size() != key.size()) {
      throw new IllegalStateException(
          "%s has a key of %d columns, the chunk %d".formatted(table, key.size(), values.size()));
    }
    String columns = joined(key.stream().map(KeyColumn::ordered).toList());
    String bounds =
        joined(
            IntStream.range(0, key.size())
                .mapToObj(i -> key.get(i).literal(values.get(i)))
                .toList());
    return columns + " " + operator + " " + bounds;
  }

  /** One value as it is, several as a row. */
  private static String joined(List<String> parts) {
    return parts.size() == 1 ? parts.get(0) : "(" + String.join(", ", parts) + ")";
  }

  /**
   * Cuts the table in one pass over its key.
   *
   * @param rows in the table at this moment
   * @param perChunk rows, at least 1
   */
  List<Chunk> cut(Connection connection, long rows, long perChunk) throws SQLException {
    // A bound at the very last row would only make an empty last chunk.
    return rows <= perChunk
        ? List.of(Chunk.whole(table))
        : between(bounds(connection, rows, perChunk));
  }

  private List<List<String>> bounds(Connection connection, long rows, long perChunk)
      throws SQLException {
    List<List<String>> bounds = new ArrayList<>();
    try (var statement = connection.prepareStatement(boundsQuery())) {
      statement.setLong(1, perChunk);
      statement.setLong(2, rows);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          List<String> bound = new ArrayList<>();
          for (int i = 1; i <= key.size(); i++) {
            bound.add(row.getString(i));
          }
          bounds.add(List.copyOf(bound));
        }
      }
    }
    return bounds;
  }

  private String boundsQuery() {
    String aliases =
        IntStream.range(0, key.size())
            .mapToObj(i -> ObjectName.quote(key.get(i).name()) + " as k" + i)
            .collect(Collectors.joining(", "));
    String texts =
        IntStream.range(0, key.size())
            .mapToObj(i -> "k" + i + "::text")
            .collect(Collectors.joining(", "));
    String order = key.stream().map(KeyColumn::ordered).collect(Collectors.joining(", "));
    return """
        select %s
        from (select %s, row_number() over (order by %s) as number from %s) numbered
        where number %% ? = 0 and number < ?
        order by number
        """
        .formatted(texts, aliases, order, tree.asRead());
  }

  private List<Chunk> between(List<List<String>> bounds) {
    List<Chunk> chunks = new ArrayList<>();
    Optional<List<String>> lower = Optional.empty();
    for (List<String> bound : bounds) {
      chunks.add(new Chunk(table, chunks.size(), lower, Optional.of(bound)));
      lower = Optional.of(bound);
    }
    chunks.add(new Chunk(table, chunks.size(), lower, Optional.empty()));
    return List.copyOf(chunks);
  }

  /** The chunk for a message: {@code public.users (5, 9]}. */
  static String text(Chunk chunk) {
    if (chunk.lower().isEmpty() && chunk.upper().isEmpty()) {
      return chunk.object().toString();
    }
    return "%s (%s, %s"
        .formatted(
            chunk.object(),
            chunk.lower().map(v -> String.join("/", v)).orElse("−∞"),
            chunk.upper().map(v -> String.join("/", v) + "]").orElse("∞)"));
  }
}
