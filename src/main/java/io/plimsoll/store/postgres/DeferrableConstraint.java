package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A unique or exclusion constraint that may be deferred. The server checks it by a trigger, which
 * is silent together with the user's; so it is asked for here what the trigger would have found.
 *
 * @param rows the object's own, or those of one of its partitions that has the constraint alone
 * @param condition which of them it covers
 */
record DeferrableConstraint(String name, String rows, String condition, List<Part> parts) {

  /**
   * @param expression a column or an expression over the object's columns
   * @param operator that two rows must not satisfy in all parts
   * @param nullsEqual whether two nulls count as equal
   */
  record Part(String expression, String operator, boolean nullsEqual) {
    String conflict(int place) {
      String conflict = "b.e%1$d %2$s a.e%1$d".formatted(place, operator);
      return nullsEqual
          ? "(%2$s or b.e%1$d is null and a.e%1$d is null)".formatted(place, conflict)
          : conflict;
    }
  }

  /** The JSON detour reads a column that servers before 15 do not have. */
  private static final String PARTS =
      """
      select c.conname, pg_catalog.format('%s%I.%I',
          case when r.relkind = 'p' then '' else 'only ' end, s.nspname, r.relname) as rows,
        coalesce(pg_catalog.pg_get_expr(i.indpred, i.indrelid), 'true') as condition,
        pg_catalog.pg_get_indexdef(i.indexrelid, k.place::int, false) as expression,
        pg_catalog.format('operator(%I.%s)', n.nspname, o.oprname) as operator,
        coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) as nulls_equal
      from pg_catalog.pg_constraint c
      join pg_catalog.pg_class r on r.oid = c.conrelid
      join pg_catalog.pg_namespace s on s.oid = r.relnamespace
      join pg_catalog.pg_index i on i.indexrelid = c.conindid
      cross join lateral pg_catalog.unnest(i.indclass::oid[]) with ordinality k(opclass, place)
      join pg_catalog.pg_opclass oc on oc.oid = k.opclass
      join pg_catalog.pg_operator o on o.oid = coalesce(
        c.conexclop[k.place],
        (select e.amopopr from pg_catalog.pg_amop e
         where e.amopfamily = oc.opcfamily and e.amopstrategy = 3
           and e.amoplefttype = oc.opcintype and e.amoprighttype = oc.opcintype))
      join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
      where (c.conrelid = ?::regclass or c.conrelid = any (?::bigint[]::oid[]))
        and c.conparentid = 0 and c.contype in ('p', 'u', 'x') and c.condeferrable
      order by rows, c.conname, k.place
      """;

  static List<DeferrableConstraint> read(Connection connection, TableTree tree)
      throws SQLException {
    List<DeferrableConstraint> found = new ArrayList<>();
    try (var statement = connection.prepareStatement(PARTS)) {
      statement.setString(1, tree.table().quoted());
      statement.setArray(2, connection.createArrayOf("bigint", tree.members().toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String name = row.getString("conname");
          String rows = row.getString("rows");
          DeferrableConstraint last = found.isEmpty() ? null : found.get(found.size() - 1);
          if (last == null || !last.name().equals(name) || !last.rows().equals(rows)) {
            found.add(
                new DeferrableConstraint(
                    name, rows, row.getString("condition"), new ArrayList<>()));
          }
          found.get(found.size() - 1).parts().add(part(row));
        }
      }
    }
    return List.copyOf(found);
  }

  private static Part part(ResultSet row) throws SQLException {
    return new Part(
        row.getString("expression"), row.getString("operator"), row.getBoolean("nulls_equal"));
  }

  /** Asks whether a row of the staged keys, or any row of the whole, is in conflict. */
  String question(ReplayObject object, boolean whole) {
    ReplayKey key = object.key();
    String covered =
        "(select tableoid as part, ctid as place, %s, %s from %s where %s)"
            .formatted(
                each(i -> "(%s) as e%d".formatted(parts.get(i).expression(), i), ", "),
                key.each(i -> ObjectName.quote(key.columns().get(i)) + " as q" + i, ", "),
                rows,
                condition);
    String staged =
        whole ? "" : "join %s k on %s".formatted(object.keys(), key.matches(i -> "a.q" + i));
    return """
        select exists (
          select from %1$s a %2$s join %1$s b on %3$s and (b.part, b.place) <> (a.part, a.place))
        """
        .formatted(covered, staged, each(i -> parts.get(i).conflict(i), " and "));
  }

  private String each(java.util.function.IntFunction<String> part, String separator) {
    return IntStream.range(0, parts.size()).mapToObj(part).collect(Collectors.joining(separator));
  }
}
