package io.plimsoll.store.postgres;

import io.plimsoll.common.Digest;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.TableInfo;
import io.plimsoll.store.TableInfo.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a table's rows stand in the stream: the written columns in their order, then the generated
 * ones. So the whole row is hashed, generated values included, while what goes to a sink is the
 * front of each row and can be loaded again.
 *
 * @param fields the columns in stream order
 * @param ranges over the key, if chunks may be ranges of it
 */
record TableLayout(
    TableInfo table,
    TableTree tree,
    List<Column> fields,
    Map<String, ColumnType> types,
    Optional<KeyRanges> ranges) {
  private static final String FORMAT = "pg-copy-binary/1";

  static TableLayout read(Connection connection, TableInfo table) throws SQLException {
    Map<String, ColumnType> types = ColumnType.read(connection, table);
    List<Column> fields =
        Stream.concat(table.written().stream(), table.columns().stream().filter(Column::generated))
            .toList();
    for (Column field : fields) {
      if (!types.containsKey(field.name())) {
        throw new IllegalStateException(
            "%s has no column %s any more".formatted(table.name(), field.name()));
      }
    }
    TableTree tree = TableTree.read(connection, table.name());
    return new TableLayout(table, tree, fields, types, KeyRanges.of(table, tree, types));
  }

  /** Names the format, the columns with their types, and the seed; equal means comparable. */
  String encoding(long seed) {
    String columns =
        fields.stream()
            .map(f -> f.name() + "\0" + f.nativeType() + "\0" + f.generated())
            .collect(Collectors.joining("\n"));
    return "%s %s seed %016x".formatted(FORMAT, Digest.ofText(columns).brief(), seed);
  }

  /** Reads one chunk, of the whole tree when the table is partitioned. */
  String copyOut(Chunk chunk) {
    return copyOut(
        "select %s from %s where %s".formatted(columns(), tree.asRead(), predicate(chunk)));
  }

  /** Streams any query. */
  static String copyOut(String query) {
    return "copy (" + query + ") to stdout (format binary)";
  }

  /** The columns for SQL, in stream order. */
  String columns() {
    return names(fields);
  }

  private String predicate(Chunk chunk) {
    if (chunk.lower().isEmpty() && chunk.upper().isEmpty()) {
      return "true";
    }
    return ranges
        .orElseThrow(
            () -> new IllegalStateException(table.name() + " has no key for a range: " + chunk))
        .predicate(chunk);
  }

  private static String names(List<Column> columns) {
    return columns.stream().map(c -> ObjectName.quote(c.name())).collect(Collectors.joining(", "));
  }

  /** How many of the fields a load writes. */
  int written() {
    return table.written().size();
  }

  boolean hasGenerated() {
    return written() < fields.size();
  }
}
