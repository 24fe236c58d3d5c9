package io.plimsoll.store.postgres;

/**
 * Queries that print the statements after the load; each gives kind, schema, name and sql. What
 * only touches the new index or constraint follows it in the same step.
 */
final class MirrorKeys {

  /** What is said of an index {@code x} of table {@code q} once it exists. */
  private static final String OF_INDEX =
      """
      (select string_agg(format('; alter index %I.%I alter column %s set statistics %s',
                                x.nspname, x.relname, a.attnum, a.attstattarget), '')
         from pg_attribute a
        where a.attrelid = x.indexrelid and nullif(a.attstattarget, -1) is not null),
      case when x.indisclustered then format('; alter table %s cluster on %I', q.q, x.relname) end,
      (select format('; comment on index %I.%I is %L', x.nspname, x.relname, d.description)
         from pg_description d
        where d.classoid = 'pg_class'::regclass and d.objoid = x.indexrelid)
      """;

  private static final String TABLES =
      """
      q as (select c.*, format('%I.%I', n.nspname, c.relname) as q
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.oid = any (?))
      """;

  /**
   * Checks, and not-nulls that were never validated. Those of a partitioned table reach its
   * partitions by themselves, under the same name, and what is said of them there comes after.
   */
  static final String CHECKS =
      "with "
          + TABLES
          + """
          select case k.contype when 'n' then 'not null' else 'check constraint' end as kind,
                 null as schema, quote_ident(k.conname) || ' on ' || q.q as name,
                 concat(format('alter table %s add constraint %I %s', q.q, k.conname,
                               pg_get_constraintdef(k.oid)),
                   (select string_agg(format('; comment on constraint %I on %s is %L', p.conname,
                                             m.q, d.description), '' order by m.q)
                      from pg_constraint p
                      join q m on m.oid = p.conrelid
                      join pg_description d
                        on d.classoid = 'pg_constraint'::regclass and d.objoid = p.oid
                     where p.oid = k.oid
                        or p.contype = k.contype and p.conname = k.conname and p.coninhcount > 0
                           and exists (select from pg_partition_ancestors(p.conrelid) a
                                        where a.relid = k.conrelid))) as sql
            from q join pg_constraint k on k.conrelid = q.oid
           where (k.contype = 'c' or k.contype = 'n' and not k.convalidated) and k.coninhcount = 0
          """;

  /**
   * Indexes, and the primary keys, unique and exclusion constraints that rest on one. An index of a
   * partitioned table is one step with those of its partitions: each is built under its own name
   * and attached, so that no name is the server's invention.
   */
  static final String INDEXES =
      "with recursive "
          + TABLES
          + """
          , x as (
            select i.*, c.relname, c.relkind, c.reloptions, n.nspname, p.inhparent as above,
                   (select format(' with (%s)', string_agg(
                             format('%s=%L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)),
                             ', '))
                      from unnest(c.reloptions) o having count(*) > 0) as options
              from q join pg_index i on i.indrelid = q.oid and i.indisvalid
              join pg_class c on c.oid = i.indexrelid
              join pg_namespace n on n.oid = c.relnamespace
              left join pg_inherits p on p.inhrelid = i.indexrelid),
          k as (
            select k.*, pg_get_constraintdef(k.oid) as def,
                   concat(case when k.condeferrable then ' DEFERRABLE' end,
                          case when k.condeferred then ' INITIALLY DEFERRED' end) as deferral
              from q join pg_constraint k on k.conrelid = q.oid and k.contype in ('p', 'u', 'x')),
          made as (
            select x.indexrelid, x.above, x.nspname, x.relname, q.q, k.conname, k.contype,
                   concat(
                     case when k.oid is null then pg_get_indexdef(x.indexrelid)
                          when x.relkind = 'I' then
                            format('alter table only %s add constraint %I %s%s%s', q.q, k.conname,
                                   left(k.def, length(k.def) - length(k.deferral)), x.options,
                                   k.deferral)
                          else format('alter table %s add constraint %I %s', q.q, k.conname, k.def)
                               || coalesce(format('; alter index %I.%I set', x.nspname, x.relname)
                                           || substr(x.options, 6), '') end,
          """
          + OF_INDEX
          + """
                     , (select format('; comment on constraint %I on %s is %L', k.conname, q.q,
                                      d.description)
                          from pg_description d
                         where d.classoid = 'pg_constraint'::regclass and d.objoid = k.oid)) as sql,
                   case when x.indisreplident and q.relreplident = 'i' then
                     format('; alter table %s replica identity using index %I', q.q, x.relname)
                   end as identity
              from q join x on x.indrelid = q.oid
              left join k on k.conindid = x.indexrelid),
          tree(top, id, attach, depth) as (
            select indexrelid, indexrelid, '' collate "C", 0 from made m
             where not exists (select from made p where p.indexrelid = m.above)
            union all
            select t.top, m.indexrelid,
                   format('; alter index %I.%I attach partition %I.%I', p.nspname, p.relname,
                          m.nspname, m.relname) collate "C",
                   t.depth + 1
              from tree t join made m on m.above = t.id join made p on p.indexrelid = t.id)
          select case t.contype when 'p' then 'primary key' when 'u' then 'unique constraint'
                                when 'x' then 'exclusion constraint' else 'index' end as kind,
                 case when t.contype is null then t.nspname end as schema,
                 case when t.contype is null then t.relname
                      else quote_ident(t.conname) || ' on ' || t.q end as name,
                 s.sql
            from made t
            join (select tree.top,
                         concat(string_agg(m.sql, '; ' order by tree.depth, m.q),
                                string_agg(tree.attach, '' order by tree.depth desc, m.q),
                                string_agg(m.identity, '' order by m.q)) as sql
                    from tree join made m on m.indexrelid = tree.id group by tree.top) s
              on s.top = t.indexrelid
          """;

  /**
   * Parameters: ids of tables, twice. One that a partition has from its root but calls otherwise is
   * made first: the root's then takes it over instead of making its own.
   */
  static final String FOREIGN_KEYS =
      """
      with recursive f as (
        select k.*, format('%I.%I', n.nspname, c.relname) as q,
               format('alter table %I.%I add constraint %I %s', n.nspname, c.relname, k.conname,
                      pg_get_constraintdef(k.oid)) as sql,
               (select format('; comment on constraint %I on %I.%I is %L', k.conname, n.nspname,
                              c.relname, d.description)
                  from pg_description d
                 where d.classoid = 'pg_constraint'::regclass and d.objoid = k.oid) as comment
          from pg_constraint k
          join pg_class c on c.oid = k.conrelid
          join pg_namespace n on n.oid = c.relnamespace
         where k.contype = 'f' and k.conrelid = any (?) and k.confrelid = any (?)),
      tree(top, name, id, conrelid, confrelid, depth) as (
        select f.oid, f.conname, f.oid, f.conrelid, f.confrelid, 0 from f where f.conparentid = 0
        union all
        select t.top, t.name, f.oid, f.conrelid, f.confrelid, t.depth + 1
          from tree t join f on f.conparentid = t.id
         where f.conrelid <> t.conrelid and f.confrelid = t.confrelid)
      select 'foreign key' as kind, null as schema, quote_ident(f.conname) || ' on ' || f.q as name,
             s.sql
        from f
        join (select t.top,
                     concat(string_agg(f.sql, '; ' order by t.depth desc, f.q)
                              filter (where t.depth = 0 or f.conname <> t.name),
                            string_agg(f.comment, '' order by f.q)) as sql
                from tree t join f on f.oid = t.id group by t.top) s on s.top = f.oid
      """;

  private MirrorKeys() {}
}
