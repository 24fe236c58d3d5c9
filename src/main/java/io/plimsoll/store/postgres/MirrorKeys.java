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
      case when x.indisreplident and q.relreplident = 'i' then
        format('; alter table %s replica identity using index %I', q.q, x.relname) end,
      (select format('; comment on index %I.%I is %L', x.nspname, x.relname, d.description)
         from pg_description d
        where d.classoid = 'pg_class'::regclass and d.objoid = x.indexrelid)
      """;

  private static final String INDEXES_OF_TABLES =
      """
      with q as (select c.*, format('%I.%I', n.nspname, c.relname) as q
                   from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where c.oid = any (?)),
      x as (select i.*, c.relname, c.reloptions, n.nspname
              from q join pg_index i on i.indrelid = q.oid
              join pg_class c on c.oid = i.indexrelid
              join pg_namespace n on n.oid = c.relnamespace)
      """;

  /** Primary and unique keys, exclusions, checks, and not-nulls that were never validated. */
  static final String CONSTRAINTS =
      INDEXES_OF_TABLES
          + """
          select case k.contype when 'p' then 'primary key' when 'u' then 'unique constraint'
                                when 'x' then 'exclusion constraint' when 'n' then 'not null'
                                else 'check constraint' end as kind,
                 null as schema, quote_ident(k.conname) || ' on ' || q.q as name,
                 concat(format('alter table %s add constraint %I %s', q.q, k.conname,
                               pg_get_constraintdef(k.oid)),
                   (select format('; alter index %I.%I set (%s)', x.nspname, x.relname,
                                  string_agg(format('%s=%L', split_part(o, '=', 1),
                                                    substr(o, strpos(o, '=') + 1)), ', '))
                      from unnest(x.reloptions) o having count(*) > 0),
          """
          + OF_INDEX
          + """
                   , (select format('; comment on constraint %I on %s is %L', k.conname, q.q,
                                    d.description)
                        from pg_description d
                       where d.classoid = 'pg_constraint'::regclass and d.objoid = k.oid))
                 as sql
            from q
            join pg_constraint k on k.conrelid = q.oid
            left join x on x.indexrelid = k.conindid
           where k.contype in ('p', 'u', 'x', 'c') or k.contype = 'n' and not k.convalidated
          """;

  static final String INDEXES =
      INDEXES_OF_TABLES
          + """
          select 'index' as kind, x.nspname as schema, x.relname as name,
                 concat(pg_get_indexdef(x.indexrelid),
          """
          + OF_INDEX
          + """
                 ) as sql
            from q join x on x.indrelid = q.oid
           where x.indisvalid
             and not exists (select from pg_constraint k where k.conrelid = q.oid
                              and k.conindid = x.indexrelid and k.contype in ('p', 'u', 'x'))
          """;

  /** Parameters: ids of tables, twice. */
  static final String FOREIGN_KEYS =
      """
      select 'foreign key' as kind, null as schema,
             format('%I on %I.%I', k.conname, n.nspname, c.relname) as name,
             concat(format('alter table %I.%I add constraint %I %s', n.nspname, c.relname,
                           k.conname, pg_get_constraintdef(k.oid)),
                    (select format('; comment on constraint %I on %I.%I is %L', k.conname,
                                   n.nspname, c.relname, d.description)
                       from pg_description d
                      where d.classoid = 'pg_constraint'::regclass and d.objoid = k.oid)) as sql
        from pg_constraint k
        join pg_class c on c.oid = k.conrelid
        join pg_namespace n on n.oid = c.relnamespace
       where k.contype = 'f' and k.conrelid = any (?) and k.confrelid = any (?)
      """;

  private MirrorKeys() {}
}
