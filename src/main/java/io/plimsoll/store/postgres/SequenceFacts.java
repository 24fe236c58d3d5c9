package io.plimsoll.store.postgres;

/** Queries for the facts of sequences and schemas; parameters: ids of tables, of sequences. */
final class SequenceFacts {

  /** Identity sequences are told with their column. */
  static final String SEQUENCES =
      """
      with p as (select ?::oid[] as tables, ?::oid[] as sequences),
      s as (select c.oid, s.*, format('%I.%I', n.nspname, c.relname) as name, d.deptype,
                   d.refobjid, d.refobjsubid
              from p, pg_class c
              join pg_namespace n on n.oid = c.relnamespace
              join pg_sequence s on s.seqrelid = c.oid
              left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid
                   and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
             where c.oid = any (p.sequences))
      select 'sequence' as kind, s.name,
             format('%s increment %s from %s to %s start %s cache %s%s',
                    format_type(s.seqtypid, null), s.seqincrement, s.seqmin, s.seqmax,
                    s.seqstart, s.seqcache, case when s.seqcycle then ' cycle' end) as text
        from s where s.deptype is distinct from 'i'
      union all
      select 'sequence ownership', s.name, format('%I.%I.%I', n.nspname, c.relname, a.attname)
        from p, s
        join pg_class c on c.oid = s.refobjid
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum = s.refobjsubid
       where s.deptype = 'a' and c.oid = any (p.tables)
      union all
      select 'comment', 'sequence ' || s.name, d.description
        from s join pg_description d
          on d.classoid = 'pg_class'::regclass and d.objoid = s.oid
      """;

  /** Schemas of the tables and sequences, and those that hold no table. */
  static final String SCHEMAS =
      """
      with n as (
        select n.* from pg_namespace n
         where n.nspname not in ('plimsoll', 'information_schema')
           and not starts_with(n.nspname, 'pg_')
           and not exists (select from pg_depend e where e.classid = 'pg_namespace'::regclass
                            and e.objid = n.oid and e.deptype = 'e')
           and (exists (select from pg_class c where c.relnamespace = n.oid
                         and (c.oid = any (?) or c.oid = any (?)))
                or n.nspname <> 'public'
                   and not exists (select from pg_class c
                                    where c.relnamespace = n.oid and c.relkind in ('r', 'p'))))
      select 'schema' as kind, quote_ident(n.nspname) as name, '' as text from n
      union all
      select 'comment', 'schema ' || quote_ident(n.nspname), d.description
        from n join pg_description d
          on d.classoid = 'pg_namespace'::regclass and d.objoid = n.oid
       where not (n.nspname = 'public' and d.description = 'standard public schema')
      """;

  private SequenceFacts() {}
}
