package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.TableInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Queries over one object's dirty keys and the rows they have now.
 *
 * @param equals the operators by which the key's own index compares, column by column: found by
 *     name alone, another one might be taken for a type of an extension
 */
record CapturedTable(TableLayout layout, List<String> equals) {
  private static final String EQUALS =
      """
      select pg_catalog.format('operator(%I.%s)', n.nspname, o.oprname)
      from pg_catalog.pg_index i
      join pg_catalog.pg_class x on x.oid = i.indexrelid
      cross join lateral pg_catalog.unnest(i.indclass::oid[]) with ordinality p(id, place)
      join pg_catalog.pg_opclass c on c.oid = p.id
      join pg_catalog.pg_amop a on a.amopfamily = c.opcfamily and a.amopstrategy = 3
        and a.amoplefttype = c.opcintype and a.amoprighttype = c.opcintype
      join pg_catalog.pg_operator o on o.oid = a.amopopr
      join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
      where i.indrelid = ?::regclass and x.relname = ?
      order by p.place
      """;

  static CapturedTable read(Connection connection, TableInfo table) throws SQLException {
    TableInfo.Key key =
        table
            .key()
            .orElseThrow(
                () -> new StoreException(table.name() + " has no usable key", false, null));
    try (var query = connection.prepareStatement(EQUALS)) {
      query.setString(1, table.name().quoted());
      query.setString(2, key.name());
      var equals = new ArrayList<String>();
      try (var row = query.executeQuery()) {
        while (row.next()) {
          equals.add(row.getString(1));
        }
      }
      if (equals.size() != key.columns().size()) {
        throw new StoreException(
            "%s has no key %s any more".formatted(table.name(), key.name()), false, null);
      }
      return new CapturedTable(TableLayout.read(connection, table), List.copyOf(equals));
    }
  }

  ObjectName name() {
    return layout.table().name();
  }

  /** How many fields a row of {@link #keys} has. */
  int keyFields(Purpose purpose) {
    return equals.size() + (purpose == Purpose.REVERSE ? 1 : 0);
  }

  /**
   * The distinct keys; in reverse with the hashes of the row before each change that the first
   * transaction made. Its own order cannot be told: statements that triggers nest are numbered from
   * the inside out, and the parts of a MERGE by kind. Writers of one key, though, wait for each
   * other, so that the numbers of one transaction all come before those of the next.
   *
   * @param condition which of the dirty rows
   */
  String keys(int number, Purpose purpose, String condition) {
    String ks = columns(i -> "k" + (i + 1));
    String from =
        "from %s where whole is null and mark is null and %s"
            .formatted(CaptureTrigger.dirty(number), condition);
    return switch (purpose) {
      case FORWARD -> "select distinct %s %s".formatted(ks, from);
      case REVERSE ->
          """
          select %1$s, pg_catalog.array_agg(distinct before) from (
            select %1$s, before, x,
              pg_catalog.first_value(x) over (partition by %1$s order by n) as first %2$s) d
          where x = first group by %1$s
          """
              .formatted(ks, from);
    };
  }

  /** The rows that the keys have: found one by one by the key's index, whatever the statistics. */
  String rows(int number, String condition) {
    return """
        select r.* from (%s) d cross join lateral (
          select %s from %s t where %s offset 0) r
        """
        .formatted(
            keys(number, Purpose.FORWARD, condition),
            layout.columns(),
            layout.tree().asRead(),
            IntStream.range(0, equals.size())
                .mapToObj(i -> "t.%s %s d.k%d".formatted(key(i), equals.get(i), i + 1))
                .collect(Collectors.joining(" and ")));
  }

  String allRows() {
    return "select %s from %s".formatted(layout.columns(), layout.tree().asRead());
  }

  /** The key's first column for SQL. */
  String firstKey() {
    return key(0);
  }

  private String key(int i) {
    return ObjectName.quote(layout.table().key().orElseThrow().columns().get(i));
  }

  private String columns(IntFunction<String> column) {
    return IntStream.range(0, equals.size()).mapToObj(column).collect(Collectors.joining(", "));
  }
}
