package io.plimsoll.store.postgres;

/** Queries that print the statements of the first phase; each gives kind, schema, name and sql. */
final class MirrorTables {

  /** Parameters: ids of tables, ids of sequences. The public schema is everywhere. */
  static final String SCHEMAS =
      """
      select 'schema' as kind, null as schema, quote_ident(n.nspname) as name,
             format('create schema if not exists %I', n.nspname) as sql
        from pg_namespace n
       where n.nspname not in ('plimsoll', 'information_schema', 'public')
         and not starts_with(n.nspname, 'pg_')
         and not exists (select from pg_depend e where e.classid = 'pg_namespace'::regclass
                          and e.objid = n.oid and e.deptype = 'e')
         and (exists (select from pg_class c where c.relnamespace = n.oid
                       and (c.oid = any (?) or c.oid = any (?)))
              or not exists (select from pg_class c
                              where c.relnamespace = n.oid and c.relkind in ('r', 'p')))
      """;

  /**
   * Parameter: ids of tables. A not-null is written with its name, which servers before 18 accept
   * and forget; one that was never validated comes after the load. A partition is made as a table
   * of its own, so that it keeps its columns' order and defaults, and is attached by {@link
   * #PARTITIONS}; its identity columns get theirs from the root then.
   */
  static final String TABLES =
      """
      with a as (
        select a.attrelid, a.attnum,
               concat(quote_ident(a.attname), ' ', format_type(a.atttypid, a.atttypmod),
                 (select format(' collate %I.%I', n.nspname, l.collname)
                    from pg_collation l join pg_namespace n on n.oid = l.collnamespace
                   where l.oid = a.attcollation and a.attcollation <> y.typcollation),
                 case when a.attgenerated = 's' then ' generated always as (' || f.e || ') stored'
                      when a.attgenerated = 'v' then ' generated always as (' || f.e || ') virtual'
                      when f.e is not null then ' default ' || f.e end,
                 case when s.seqrelid is not null then format(
                   ' generated %s as identity (sequence name %I.%I increment by %s'
                   ' minvalue %s maxvalue %s start with %s cache %s %s)',
                   case a.attidentity when 'a' then 'always' else 'by default' end,
                   s.nspname, s.relname, s.seqincrement, s.seqmin, s.seqmax, s.seqstart,
                   s.seqcache, case when s.seqcycle then 'cycle' else 'no cycle' end) end,
                 case when a.attnotnull and k.convalidated is not false then
                   concat(' constraint ' || quote_ident(k.conname), ' not null',
                          case when k.connoinherit then ' no inherit' end) end) as definition
          from pg_attribute a
          join pg_type y on y.oid = a.atttypid
          left join (select adrelid, adnum, pg_get_expr(adbin, adrelid) as e from pg_attrdef) f
            on f.adrelid = a.attrelid and f.adnum = a.attnum
          left join (select d.refobjid, d.refobjsubid, n.nspname, q.relname, s.*
                       from pg_depend d
                       join pg_sequence s on s.seqrelid = d.objid
                       join pg_class q on q.oid = d.objid
                       join pg_namespace n on n.oid = q.relnamespace
                      where d.classid = 'pg_class'::regclass
                        and d.refclassid = 'pg_class'::regclass and d.deptype = 'i') s
            on s.refobjid = a.attrelid and s.refobjsubid = a.attnum
          left join pg_constraint k
            on k.conrelid = a.attrelid and k.contype = 'n' and k.conkey = array[a.attnum]
         where a.attnum > 0 and not a.attisdropped)
      select 'table' as kind, n.nspname as schema, c.relname as name,
             concat(format('create table %I.%I (', n.nspname, c.relname), E'\\n  ',
               (select string_agg(a.definition, E',\\n  ' order by a.attnum)
                  from a where a.attrelid = c.oid),
               ')', ' partition by ' || pg_get_partkeydef(c.oid),
               (select format(' with (%s)', string_agg(
                         format('%s=%L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)),
                         ', '))
                  from (select unnest(c.reloptions) union all
                        select 'toast.' || unnest(x.reloptions) from pg_class x
                         where x.oid = c.reltoastrelid) u(o)
                having count(*) > 0)) as sql
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.oid = any (?)
      """;

  /**
   * Parameter: ids of tables. It comes last of its phase: what is said of a partitioned table
   * before is not passed on to partitions that say otherwise.
   */
  static final String PARTITIONS =
      """
      select 'partition' as kind, n.nspname as schema, c.relname as name,
             format('alter table %I.%I attach partition %I.%I %s', pn.nspname, p.relname,
                    n.nspname, c.relname, pg_get_expr(c.relpartbound, c.oid)) as sql
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_inherits i on i.inhrelid = c.oid
        join pg_class p on p.oid = i.inhparent
        join pg_namespace pn on pn.oid = p.relnamespace
       where c.relispartition and c.oid = any (?)
      """;

  /** Parameter: ids of tables. What CREATE TABLE cannot say. */
  static final String COLUMNS =
      """
      with t as (select c.*, n.nspname, format('%I.%I', n.nspname, c.relname) as q
                   from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where c.oid = any (?)),
      o as (
        select t.q, a.attname, format('alter column %I set storage %s', a.attname,
                 case a.attstorage when 'p' then 'plain' when 'e' then 'external'
                                   when 'm' then 'main' else 'extended' end) as action,
               'storage' as kind
          from t join pg_attribute a on a.attrelid = t.oid
          join pg_type y on y.oid = a.atttypid
         where a.attnum > 0 and not a.attisdropped and a.attstorage <> y.typstorage
        union all
        select t.q, a.attname, format('alter column %I set compression %s', a.attname,
                 case a.attcompression when 'l' then 'lz4' else 'pglz' end), 'compression'
          from t join pg_attribute a on a.attrelid = t.oid
         where a.attnum > 0 and not a.attisdropped and a.attcompression <> ''
        union all
        select t.q, a.attname,
               format('alter column %I set statistics %s', a.attname, a.attstattarget),
               'statistics target'
          from t join pg_attribute a on a.attrelid = t.oid
         where a.attnum > 0 and not a.attisdropped and nullif(a.attstattarget, -1) is not null
        union all
        select t.q, a.attname, format('alter column %I set (%s)', a.attname,
                 array_to_string(a.attoptions, ', ')), 'column options'
          from t join pg_attribute a on a.attrelid = t.oid
         where a.attnum > 0 and not a.attisdropped and a.attoptions is not null
        union all
        select t.q, null, case t.relreplident when 'f' then 'replica identity full'
                                              else 'replica identity nothing' end,
               'replica identity'
          from t where t.relreplident in ('f', 'n'))
      select o.kind, null as schema, concat_ws('.', o.q, quote_ident(o.attname)) as name,
             format('alter table %s %s', o.q, o.action) as sql
        from o
      """;

  /** Parameters: ids of tables, ids of sequences. */
  static final String COMMENTS =
      """
      with p as (select ?::oid[] as tables, ?::oid[] as sequences),
      o as (
        select d.description, case when c.oid = any (p.sequences) then 'sequence ' else 'table ' end
               || format('%I.%I', n.nspname, c.relname) as what
          from p, pg_description d
          join pg_class c on c.oid = d.objoid
          join pg_namespace n on n.oid = c.relnamespace
         where d.classoid = 'pg_class'::regclass and d.objsubid = 0
           and (c.oid = any (p.tables) or c.oid = any (p.sequences))
        union all
        select d.description, format('column %I.%I.%I', n.nspname, c.relname, a.attname)
          from p, pg_description d
          join pg_class c on c.oid = d.objoid
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid
         where d.classoid = 'pg_class'::regclass and c.oid = any (p.tables)
           and a.attnum > 0 and not a.attisdropped
        union all
        select d.description, format('schema %I', n.nspname)
          from p, pg_description d join pg_namespace n on n.oid = d.objoid
         where d.classoid = 'pg_namespace'::regclass
           and not (n.nspname = 'public' and d.description = 'standard public schema')
           and n.nspname not in ('plimsoll', 'information_schema')
           and not starts_with(n.nspname, 'pg_')
           and (exists (select from pg_class c where c.relnamespace = n.oid
                         and (c.oid = any (p.tables) or c.oid = any (p.sequences)))
                or n.nspname <> 'public'
                   and not exists (select from pg_class c
                                    where c.relnamespace = n.oid and c.relkind in ('r', 'p'))))
      select 'comment on' as kind, null as schema, o.what as name,
             format('comment on %s is %L', o.what, o.description) as sql
        from o
      """;

  private MirrorTables() {}
}
