package io.plimsoll.store.postgres;

import static java.util.stream.Collectors.groupingBy;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.TableInfo;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Reads the tables that can be carried, a partitioned one as one table, with their columns and the
 * key to chunk them by.
 */
final class CatalogueTables {

  /** An ordinary or partitioned, permanent table of the owner's own, whatever hangs on it. */
  private static final String FIT =
      """
      (c.relkind in ('r', 'p') and c.relpersistence = 'p' and c.reloftype = 0
       and c.oid >= 16384
       and n.nspname <> 'plimsoll' and not starts_with(n.nspname, 'pg_')
       and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass
                       and e.objid = c.oid and e.deptype = 'e'))
      """;

  /**
   * True for {@code c} of pg_class with its schema {@code n} when the table is an object to be
   * carried: one that is no partition and neither inherits nor is inherited from, or the root of a
   * partitioned one all of whose partitions are fit and none of which is being detached.
   */
  static final String CARRIED =
      FIT
          + """
          and not c.relispartition
          and not exists (select from pg_inherits i where i.inhrelid = c.oid
                           or i.inhparent = c.oid and c.relkind = 'r')
          and (c.relkind = 'r' or not exists (
            with recursive tree(id, leaving) as (
              select i.inhrelid, coalesce((to_jsonb(i)->>'inhdetachpending')::boolean, false)
                from pg_inherits i where i.inhparent = c.oid
              union
              select i.inhrelid, coalesce((to_jsonb(i)->>'inhdetachpending')::boolean, false)
                from tree join pg_inherits i on i.inhparent = tree.id)
            select from tree
             where tree.leaving or not (
               select FIT from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.oid = tree.id)))
          """
              .replace("FIT", FIT);

  /** Ids of all such tables and their partitions, as a subquery. */
  static final String PARTS =
      """
      (select m.oid from pg_class m
         join pg_class c on c.oid = coalesce(pg_partition_root(m.oid), m.oid)
         join pg_namespace n on n.oid = c.relnamespace
        where m.relkind in ('r', 'p') and CARRIED)
      """
          .replace("CARRIED", CARRIED);

  private final CatalogueSession session;

  CatalogueTables(CatalogueSession session) {
    this.session = session;
  }

  List<TableInfo> read() {
    Map<Long, List<KeyRow>> keys = keys().stream().collect(groupingBy(KeyRow::table));
    Map<Long, List<ColumnRow>> columns = columns().stream().collect(groupingBy(ColumnRow::table));
    return session.list(
        """
        select c.oid::bigint as id, n.nspname, c.relname,
               case c.relkind when 'r' then c.reltuples::bigint else t.rows end as rows,
               case c.relkind when 'r' then pg_table_size(c.oid) else t.bytes end as bytes
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
          left join lateral (
            select case when bool_and(p.reltuples < 0) then -1
                        else coalesce(sum(greatest(p.reltuples, 0)), 0)::bigint end as rows,
                   coalesce(sum(pg_table_size(p.oid)), 0)::bigint as bytes
              from pg_partition_tree(c.oid) e join pg_class p on p.oid = e.relid and p.relkind = 'r'
            ) t on c.relkind = 'p'
         where\s"""
            + CARRIED
            + " order by n.nspname collate \"C\", c.relname collate \"C\"",
        row -> {
          long id = row.getLong("id");
          return new TableInfo(
              new ObjectName(row.getString("nspname"), row.getString("relname")),
              columns.getOrDefault(id, List.of()).stream().map(ColumnRow::column).toList(),
              keys.getOrDefault(id, List.of()).stream().findFirst().map(KeyRow::key),
              row.getLong("rows"),
              row.getLong("bytes"));
        });
  }

  private record ColumnRow(long table, TableInfo.Column column) {}

  private List<ColumnRow> columns() {
    return session.list(
        """
        select c.oid::bigint as id, a.attname, format_type(a.atttypid, a.atttypmod) as type,
               not a.attnotnull as nullable, a.attgenerated <> '' as generated
          from pg_attribute a
          join pg_class c on c.oid = a.attrelid
          join pg_namespace n on n.oid = c.relnamespace
         where a.attnum > 0 and not a.attisdropped and\s"""
            + CARRIED
            + " order by c.oid, a.attnum",
        row ->
            new ColumnRow(
                row.getLong("id"),
                new TableInfo.Column(
                    row.getString("attname"),
                    row.getString("type"),
                    row.getBoolean("nullable"),
                    row.getBoolean("generated"))));
  }

  private record KeyRow(long table, TableInfo.Key key) {}

  /**
   * Usable keys, the best of each table first: the primary one, then those whose order is the same
   * everywhere, then the shortest. A not-null that was never validated promises nothing.
   */
  private List<KeyRow> keys() {
    return session.list(
        """
        with k as (
          select i.indrelid, i.indexrelid, i.indisprimary, i.indnkeyatts,
                 array_agg(a.attname order by p.place) as columns,
                 bool_and(a.attnotnull and not exists (
                   select from pg_constraint nn where nn.conrelid = a.attrelid
                      and nn.contype = 'n' and nn.conkey = array[a.attnum]
                      and not nn.convalidated)) as filled,
                 bool_and(a.atttypid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype,
                                         'uuid'::regtype, 'date'::regtype,
                                         'timestamp'::regtype, 'timestamptz'::regtype)
                   or a.atttypid in ('text'::regtype, 'varchar'::regtype)
                      and (l.collname in ('C', 'POSIX') and l.collprovider = 'c'
                           or l.collprovider = 'd' and d.bytewise)) as ranged
            from pg_index i
            join pg_class x on x.oid = i.indexrelid
            join pg_am m on m.oid = x.relam and m.amname = 'btree'
            cross join lateral unnest((i.indkey::int2[])[0:i.indnkeyatts - 1],
                                      (i.indcollation::oid[])[0:i.indnkeyatts - 1])
                    with ordinality p(attnum, sorting, place)
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = p.attnum
            left join pg_collation l on l.oid = p.sorting
            cross join lateral (
              select datlocprovider = 'c' and datcollate in ('C', 'POSIX')
                     or datlocprovider = 'b' and to_jsonb(b)->>'datlocale' = 'C' as bytewise
                from pg_database b where b.datname = current_database()) d
           where i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null
             and i.indexprs is null and not 0 = any ((i.indkey::int2[])[0:i.indnkeyatts - 1])
           group by 1, 2, 3, 4)
        select k.indrelid::bigint as id, x.relname, k.columns, k.ranged
          from k
          join pg_class x on x.oid = k.indexrelid
          join pg_class c on c.oid = k.indrelid
          join pg_namespace n on n.oid = c.relnamespace
         where k.filled and\s"""
            + CARRIED
            + " order by k.indrelid, k.indisprimary desc, k.ranged desc, k.indnkeyatts,"
            + " x.relname collate \"C\"",
        row ->
            new KeyRow(
                row.getLong("id"),
                new TableInfo.Key(
                    row.getString("relname"), texts(row, "columns"), row.getBoolean("ranged"))));
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return List.of((String[]) array.getArray());
  }
}
