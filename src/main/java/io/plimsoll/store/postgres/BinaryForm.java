package io.plimsoll.store.postgres;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows which columns have a binary form that means the same on every server. Not so: object ids in
 * values ({@code regclass}), ids of user types inside arrays and composites, and types that cannot
 * be sent or received in binary at all.
 */
final class BinaryForm {
  /** Ids below are the same in every cluster; those above are given at initdb or later. */
  private static final int FIRST_UNSTABLE_OID = 10_000;

  private static final String UNSUPPORTED =
      """
      with recursive parts as (
        select a.attrelid, a.attnum, a.attname, a.atttypid as type, false as inside, 0 as depth
        from pg_catalog.pg_attribute a
        where a.attrelid = any (select r::regclass from pg_catalog.unnest(?::text[]) r)
          and a.attnum > 0 and not a.attisdropped
        union
        select p.attrelid, p.attnum, p.attname, e.type, e.inside, p.depth + 1
        from parts p
        join pg_catalog.pg_type t on t.oid = p.type
        cross join lateral (
          select t.typbasetype as type, false as inside where t.typtype = 'd'
          union all
          select t.typelem, true where t.typelem <> 0 and t.typlen = -1 and t.typtype = 'b'
          union all
          select a.atttypid, true from pg_catalog.pg_attribute a
          where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0
            and not a.attisdropped
          union all
          select r.rngsubtype, false from pg_catalog.pg_range r
          where (t.typtype = 'r' and r.rngtypid = t.oid)
             or (t.typtype = 'm' and r.rngmultitypid = t.oid)) e
        where p.depth < 16),
      judged as (
        select p.attrelid, p.attnum, p.attname,
               case when t.typtype = 'b' and t.typname like 'reg%' and t.typcategory = 'N'
                         and t.typnamespace = 'pg_catalog'::regnamespace
                      then 'holds object ids of this server'
                    when t.typsend = 0 or t.typreceive = 0 or t.typname in ('aclitem', 'pg_node_tree')
                      then 'has no binary form'
                    when p.inside and t.oid >= ?
                      then 'carries the id of a user type of this server inside'
               end as why,
               pg_catalog.format_type(p.type, null) as part
        from parts p join pg_catalog.pg_type t on t.oid = p.type)
      select n.nspname, c.relname, j.attname, pg_catalog.min(j.why || ' (' || j.part || ')') as why
      from judged j
      join pg_catalog.pg_class c on c.oid = j.attrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where j.why is not null
      group by n.nspname, c.relname, j.attnum, j.attname
      order by n.nspname, c.relname, j.attnum
      """;

  private BinaryForm() {}

  /** One blocking finding per column that cannot be compared in binary. */
  static List<Finding> unsupported(Connection connection, List<ObjectName> objects)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    Array names =
        connection.createArrayOf("text", objects.stream().map(ObjectName::quoted).toArray());
    try (var statement = connection.prepareStatement(UNSUPPORTED)) {
      statement.setArray(1, names);
      statement.setInt(2, FIRST_UNSTABLE_OID);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          findings.add(finding(row));
        }
      }
    }
    return findings;
  }

  private static Finding finding(ResultSet row) throws SQLException {
    ObjectName table = new ObjectName(row.getString(1), row.getString(2));
    return Finding.blocking(
        "column-type-unsupported",
        "column %s.%s".formatted(table, row.getString(3)),
        "its binary form " + row.getString(4),
        "exclude the table or change the column's type");
  }
}
