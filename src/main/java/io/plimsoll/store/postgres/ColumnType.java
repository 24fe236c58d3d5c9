package io.plimsoll.store.postgres;

import io.plimsoll.store.TableInfo;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the data path must know of a column's type beyond {@link TableInfo}; read here only.
 *
 * @param name of the type below all domains, {@code enum} for any enum, schema-qualified unless
 *     built in
 * @param cast that type as a cast takes it, without length or precision
 * @param text whether its order depends on a collation
 * @param binaryOrder whether that collation, here, is the order of the bytes
 */
record ColumnType(String name, String cast, boolean text, boolean binaryOrder) {
  private static final Set<String> RANGED =
      Set.of(
          "int2",
          "int4",
          "int8",
          "numeric",
          "uuid",
          "date",
          "timestamp",
          "timestamptz",
          "bytea",
          "text",
          "varchar");

  /** The JSON detour reads columns that servers before 15 (or 17) do not have. */
  private static final String COLUMNS =
      """
      with recursive
      db as (
        select to_jsonb(d) as j from pg_catalog.pg_database d
        where d.datname = pg_catalog.current_database()),
      binary_default as (
        select case coalesce(j ->> 'datlocprovider', 'c')
                 when 'c' then j ->> 'datcollate' in ('C', 'POSIX')
                 when 'b' then true
                 else false end as yes
        from db),
      levels as (
        select a.attname, a.attcollation, a.atttypid as type
        from pg_catalog.pg_attribute a
        where a.attrelid = ?::regclass and a.attnum > 0 and not a.attisdropped
        union all
        select l.attname, l.attcollation, t.typbasetype
        from levels l join pg_catalog.pg_type t on t.oid = l.type
        where t.typtype = 'd')
      select l.attname,
             case when t.typtype = 'e' then 'enum'
                  when n.nspname = 'pg_catalog' then t.typname
                  else n.nspname || '.' || t.typname end as type,
             pg_catalog.format_type(t.oid, null) as "cast",
             l.attcollation <> 0 as text,
             case when l.attcollation = 0 then true
                  when c.collname = 'default' then (select yes from binary_default)
                  else c.collname in ('C', 'POSIX', 'ucs_basic', 'pg_c_utf8') end as binary_order
      from levels l
      join pg_catalog.pg_type t on t.oid = l.type and t.typtype <> 'd'
      join pg_catalog.pg_namespace n on n.oid = t.typnamespace
      left join pg_catalog.pg_collation c on c.oid = l.attcollation
      """;

  /** The types of a table's columns by column name. */
  static Map<String, ColumnType> read(Connection connection, TableInfo table) throws SQLException {
    Map<String, ColumnType> types = new HashMap<>();
    try (var statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, table.name().quoted());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          types.put(
              row.getString("attname"),
              new ColumnType(
                  row.getString("type"),
                  row.getString("cast"),
                  row.getBoolean("text"),
                  row.getBoolean("binary_order")));
        }
      }
    }
    return types;
  }

  /** Whether ranges of it can be compared on any server, if need be in an order asked for. */
  boolean canBeRanged() {
    return RANGED.contains(name);
  }
}
