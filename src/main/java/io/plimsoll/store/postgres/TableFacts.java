package io.plimsoll.store.postgres;

import java.util.List;

/** Queries for the facts of tables; the ids of the tables are the only parameter of each. */
final class TableFacts {
  private static final String TABLES =
      """
      with t as (select c.*, n.nspname, format('%I.%I', n.nspname, c.relname) as name
                   from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where c.oid = any (?))
      """;

  private static final String TABLE_FACTS =
      TABLES
          + """
          select 'table' as kind, t.name, '' as text from t
          union all
          select 'owner', t.name, pg_get_userbyid(t.relowner) from t
          union all
          select 'column order', t.name,
                 coalesce((select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
                    from pg_attribute a
                   where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped), '') from t
          union all
          select 'table options', t.name,
                 (select string_agg(o, ', ' order by o collate "C")
                    from (select unnest(t.reloptions) union all
                          select 'toast.' || unnest(x.reloptions) from pg_class x
                           where x.oid = t.reltoastrelid) u(o))
            from t
           where t.reloptions is not null
              or exists (select from pg_class x
                          where x.oid = t.reltoastrelid and x.reloptions is not null)
          union all
          select 'table kind', t.name,
                 concat_ws(' ', t.relkind, t.relpersistence, m.amname,
                           case when t.relispartition then 'partition' end)
            from t left join pg_am m on m.oid = t.relam
          union all
          select 'partition key', t.name, pg_get_partkeydef(t.oid) from t where t.relkind = 'p'
          union all
          select 'partition', t.name,
                 concat(format('of %I.%I ', pn.nspname, p.relname),
                        pg_get_expr(t.relpartbound, t.oid))
            from t
            join pg_inherits i on i.inhrelid = t.oid
            join pg_class p on p.oid = i.inhparent
            join pg_namespace pn on pn.oid = p.relnamespace
           where t.relispartition
          union all
          select 'replica identity', t.name,
                 case t.relreplident when 'f' then 'full' when 'n' then 'nothing'
                      else coalesce((select 'index ' || x.relname
                                       from pg_index i join pg_class x on x.oid = i.indexrelid
                                      where i.indrelid = t.oid and i.indisreplident), 'lost') end
            from t where t.relreplident <> 'd'
          union all
          select 'cluster order', t.name, x.relname
            from t join pg_index i on i.indrelid = t.oid and i.indisclustered
            join pg_class x on x.oid = i.indexrelid
          union all
          select 'row security', t.name,
                 case when t.relforcerowsecurity then 'forced' else 'enabled' end
            from t where t.relrowsecurity or t.relforcerowsecurity
          union all
          select 'comment', 'table ' || t.name, d.description
            from t join pg_description d
              on d.classoid = 'pg_class'::regclass and d.objoid = t.oid and d.objsubid = 0
          """;

  private static final String COLUMN_FACTS =
      TABLES
          + """
          , a as (select a.*, t.name || '.' || quote_ident(a.attname) as name, y.typcollation,
                         y.typstorage, pg_get_expr(f.adbin, f.adrelid) as expression
                    from t join pg_attribute a on a.attrelid = t.oid
                    join pg_type y on y.oid = a.atttypid
                    left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
                   where a.attnum > 0 and not a.attisdropped)
          select 'column' as kind, a.name,
                 concat(format_type(a.atttypid, a.atttypmod),
                        (select format(' collate %I.%I', n.nspname, l.collname)
                           from pg_collation l join pg_namespace n on n.oid = l.collnamespace
                          where l.oid = a.attcollation and a.attcollation <> a.typcollation))
                   as text
            from a
          union all
          select 'default', a.name, a.expression
            from a where a.attgenerated = '' and a.expression is not null
          union all
          select 'generated column', a.name,
                 case a.attgenerated when 's' then 'stored ' else 'virtual ' end || a.expression
            from a where a.attgenerated <> ''
          union all
          select 'not null', a.name,
                 coalesce((select concat(k.conname, case when k.connoinherit then ' no inherit' end,
                                         case when not k.convalidated then ' not valid' end)
                             from pg_constraint k
                            where k.conrelid = a.attrelid and k.contype = 'n'
                              and k.conkey = array[a.attnum]), 'unnamed')
            from a where a.attnotnull
          union all
          select 'identity', a.name,
                 format('%s %I.%I as %s increment %s from %s to %s start %s cache %s%s',
                        case a.attidentity when 'a' then 'always' else 'by default' end,
                        n.nspname, q.relname, format_type(s.seqtypid, null), s.seqincrement,
                        s.seqmin, s.seqmax, s.seqstart, s.seqcache,
                        case when s.seqcycle then ' cycle' end)
            from a
            join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = a.attrelid
                 and d.refobjsubid = a.attnum and d.classid = 'pg_class'::regclass
                 and d.deptype = 'i'
            join pg_sequence s on s.seqrelid = d.objid
            join pg_class q on q.oid = d.objid
            join pg_namespace n on n.oid = q.relnamespace
           where a.attidentity <> ''
          union all
          select 'storage', a.name, a.attstorage::text from a where a.attstorage <> a.typstorage
          union all
          select 'compression', a.name, a.attcompression::text from a where a.attcompression <> ''
          union all
          select 'statistics target', a.name, a.attstattarget::text
            from a where nullif(a.attstattarget, -1) is not null
          union all
          select 'column options', a.name, array_to_string(a.attoptions, ', ')
            from a where a.attoptions is not null
          union all
          select 'comment', 'column ' || a.name, d.description
            from a join pg_description d on d.classoid = 'pg_class'::regclass
             and d.objoid = a.attrelid and d.objsubid = a.attnum
          """;

  private static final String KEY_FACTS =
      TABLES
          + """
          , k as (select k.*, case k.contype when 'p' then 'primary key'
                         when 'u' then 'unique constraint' when 'c' then 'check constraint'
                         when 'f' then 'foreign key' else 'exclusion constraint' end as kind,
                         quote_ident(k.conname) || ' on ' || t.name as name
                    from t join pg_constraint k on k.conrelid = t.oid
                   where k.contype in ('p', 'u', 'c', 'f', 'x')
                     -- What the server keeps for each partition of a referenced table.
                     and not exists (select from pg_constraint o where o.oid = k.conparentid
                                      and o.conrelid = k.conrelid)),
          i as (select i.*, x.reloptions, quote_ident(x.relname) || ' on ' || t.name as name,
                       (select string_agg(concat(a.attnum, '=', a.attstattarget), ', '
                                          order by a.attnum)
                          from pg_attribute a where a.attrelid = i.indexrelid
                           and nullif(a.attstattarget, -1) is not null) as targets
                  from t join pg_index i on i.indrelid = t.oid and i.indisvalid
                  join pg_class x on x.oid = i.indexrelid)
          select k.kind, k.name,
                 concat(pg_get_constraintdef(k.oid),
                        (select ' with ' || array_to_string(i.reloptions, ', ')
                           from i where i.indexrelid = k.conindid and k.contype <> 'f'))
                   as text
            from k
          union all
          select 'index', i.name, pg_get_indexdef(i.indexrelid)
            from i where not exists (select from k where k.conindid = i.indexrelid
                                      and k.contype <> 'f')
          union all
          select 'index partition', i.name, 'of ' || quote_ident(p.relname)
            from i
            join pg_inherits h on h.inhrelid = i.indexrelid
            join pg_index pi on pi.indexrelid = h.inhparent and pi.indisvalid
            join pg_class p on p.oid = h.inhparent
          union all
          select 'statistics target', 'index ' || i.name, i.targets
            from i where i.targets is not null
          union all
          select 'comment', 'index ' || i.name, d.description
            from i join pg_description d
              on d.classoid = 'pg_class'::regclass and d.objoid = i.indexrelid
          union all
          select 'comment', k.kind || ' ' || k.name, d.description
            from k join pg_description d
              on d.classoid = 'pg_constraint'::regclass and d.objoid = k.oid
          """;

  private static final String OTHER_FACTS =
      TABLES
          + """
          select 'trigger' as kind,
                 (pg_identify_object('pg_trigger'::regclass, o.oid, 0)).identity as name,
                 pg_get_triggerdef(o.oid) || ' enabled ' || o.tgenabled::text as text
            from t join pg_trigger o on o.tgrelid = t.oid where\s"""
          + OtherRelations.FOREIGN_TRIGGER
          + """
          union all
          select 'rule', (pg_identify_object('pg_rewrite'::regclass, r.oid, 0)).identity,
                 pg_get_ruledef(r.oid) || ' enabled ' || r.ev_enabled::text
            from t join pg_rewrite r on r.ev_class = t.oid and r.rulename <> '_RETURN'
          union all
          select 'policy', (pg_identify_object('pg_policy'::regclass, p.oid, 0)).identity,
                 concat_ws(' ', p.polcmd, p.polpermissive,
                           (select array_agg(case r when 0 then 'public'
                                                  else pg_get_userbyid(r) end)
                              from unnest(p.polroles) r),
                           pg_get_expr(p.polqual, p.polrelid),
                           pg_get_expr(p.polwithcheck, p.polrelid))
            from t join pg_policy p on p.polrelid = t.oid
          """;

  static final List<String> QUERIES = List.of(TABLE_FACTS, COLUMN_FACTS, KEY_FACTS, OTHER_FACTS);

  private TableFacts() {}
}
