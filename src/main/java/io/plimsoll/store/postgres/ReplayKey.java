package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.TableInfo;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An object's key as staged keys are matched with rows: by the operators of the key's own index.
 * With an empty search path a plain {@code =} would be another one for types of extensions, and
 * would miss the index.
 *
 * @param columns of the object, in key order
 * @param operators that say "equal", one per column
 */
record ReplayKey(List<String> columns, List<String> operators) {
  private static final String OPERATORS =
      """
      with wanted as (select ?::text[] as columns)
      select pg_catalog.array_agg(
          pg_catalog.format('operator(%I.%s)', n.nspname, o.oprname)
          order by pg_catalog.array_position(w.columns, a.attname::text)) as operators
      from wanted w
      cross join pg_catalog.pg_index i
      cross join lateral unnest(i.indkey::int2[], i.indclass::oid[])
        with ordinality k(attnum, opclass, place)
      join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
      join pg_catalog.pg_opclass c on c.oid = k.opclass
      join pg_catalog.pg_am m on m.oid = c.opcmethod and m.amname = 'btree'
      join pg_catalog.pg_amop e on e.amopfamily = c.opcfamily and e.amopstrategy = 3
        and e.amoplefttype = c.opcintype and e.amoprighttype = c.opcintype
      join pg_catalog.pg_operator o on o.oid = e.amopopr
      join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
      where i.indrelid = ?::regclass and i.indisunique and i.indimmediate and i.indisvalid
        and i.indpred is null and i.indexprs is null and k.place <= i.indnkeyatts
      group by i.indexrelid, i.indisprimary, i.indnkeyatts, w.columns
      having pg_catalog.array_agg(a.attname::text order by a.attname::text)
          = (select pg_catalog.array_agg(u order by u) from pg_catalog.unnest(w.columns) u)
      order by i.indisprimary desc, i.indexrelid
      limit 1
      """;

  static ReplayKey read(Connection connection, TableInfo table) throws SQLException {
    List<String> columns = table.key().map(TableInfo.Key::columns).orElse(List.of());
    try (var statement = connection.prepareStatement(OPERATORS)) {
      statement.setArray(1, connection.createArrayOf("text", columns.toArray()));
      statement.setString(2, table.name().quoted());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new StoreException(
              "%s has no unique index over its key (%s): changed rows cannot be found by it"
                  .formatted(table.name(), String.join(", ", columns)),
              false,
              null);
        }
        return new ReplayKey(columns, List.of((String[]) row.getArray(1).getArray()));
      }
    }
  }

  /** The condition that staged key {@code k} is the key of a row. */
  String matches(String row) {
    return matches(i -> row + "." + ObjectName.quote(columns.get(i)));
  }

  /**
   * @param column makes the expression for the key column of that place, from 0
   */
  String matches(IntFunction<String> column) {
    return each(i -> "%s %s k.%s".formatted(column.apply(i), operators.get(i), staged(i)), " and ");
  }

  /** Name of the staged column of that place, from 0; never one of the object's. */
  static String staged(int place) {
    return "k" + (place + 1);
  }

  String each(IntFunction<String> part, String separator) {
    return IntStream.range(0, columns.size()).mapToObj(part).collect(Collectors.joining(separator));
  }

  /** Staged key {@code k} for a person: {@code 5/a}. */
  String text() {
    return each(i -> "k." + staged(i) + "::text", " || '/' || ");
  }

  /** SHA-256 of a key, unambiguous and short whatever the key. */
  String digest(IntFunction<String> column) {
    return "pg_catalog.sha256(pg_catalog.convert_to(row(%s)::text, 'UTF8'))"
        .formatted(each(column, ", "));
  }

  String json(IntFunction<String> column) {
    return json(columns, name -> column.apply(columns.indexOf(name)));
  }

  /** A JSON object of the columns' texts, which says a value exactly, whatever its type. */
  static String json(List<String> columns, UnaryOperator<String> expression) {
    List<String> texts = new ArrayList<>();
    for (String column : columns) {
      texts.add(expression.apply(column) + "::text as " + ObjectName.quote(column));
    }
    return "(select pg_catalog.row_to_json(j.*) from (select %s) j)"
        .formatted(String.join(", ", texts));
  }
}
