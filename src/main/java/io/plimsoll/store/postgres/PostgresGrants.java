package io.plimsoll.store.postgres;

/**
 * Rights that were given or taken beside the owner's own: an access list compared with the one the
 * object was born with.
 */
final class PostgresGrants {
  private static final String LISTS =
      """
      with lists as (
        select 'pg_class'::regclass as class, c.oid, 0 as sub, c.relowner as owner, c.relacl as acl,
               acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner) as born,
               n.nspname as schema
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
        union all
        select 'pg_class'::regclass, a.attrelid, a.attnum, c.relowner, a.attacl,
               acldefault('c', c.relowner), n.nspname
          from pg_attribute a
          join pg_class c on c.oid = a.attrelid
          join pg_namespace n on n.oid = c.relnamespace
         where a.attacl is not null and not a.attisdropped
        union all
        select 'pg_namespace'::regclass, n.oid, 0, n.nspowner, n.nspacl,
               acldefault('n', n.nspowner), n.nspname
          from pg_namespace n
        union all
        select 'pg_database'::regclass, d.oid, 0, d.datdba, d.datacl,
               acldefault('d', d.datdba), ''
          from pg_database d where d.datname = current_database()
        union all
        select 'pg_proc'::regclass, p.oid, 0, p.proowner, p.proacl,
               acldefault('f', p.proowner), n.nspname
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        union all
        select 'pg_type'::regclass, t.oid, 0, t.typowner, t.typacl,
               acldefault('T', t.typowner), n.nspname
          from pg_type t join pg_namespace n on n.oid = t.typnamespace
        union all
        select 'pg_language'::regclass, l.oid, 0, l.lanowner, l.lanacl,
               acldefault('l', l.lanowner), ''
          from pg_language l
        union all
        select 'pg_foreign_server'::regclass, v.oid, 0, v.srvowner, v.srvacl,
               acldefault('S', v.srvowner), ''
          from pg_foreign_server v
        union all
        select 'pg_foreign_data_wrapper'::regclass, w.oid, 0, w.fdwowner, w.fdwacl,
               acldefault('F', w.fdwowner), ''
          from pg_foreign_data_wrapper w
      ), changed as (
        select l.*, coalesce(p.initprivs, l.born) as usual
          from lists l
          left join pg_init_privs p
            on p.classoid = l.class and p.objoid = l.oid and p.objsubid = l.sub
         where l.acl is not null and l.acl is distinct from p.initprivs
           and l.schema not in ('plimsoll', 'information_schema') and not starts_with(l.schema, 'pg_temp_')
           and not starts_with(l.schema, 'pg_toast') and\s""";

  private static final String DIFFERENCES =
      """
      ), rights as (
        select c.class, c.oid, c.sub, 'given' as way, x.* from changed c
         cross join aclexplode(c.acl) x
         where not exists (select from aclexplode(c.usual) u
                            where u.grantee = x.grantee and u.privilege_type = x.privilege_type
                              and u.is_grantable = x.is_grantable)
        union all
        select c.class, c.oid, c.sub, 'taken', u.* from changed c
         cross join aclexplode(c.usual) u
         where not exists (select from aclexplode(c.acl) x
                            where u.grantee = x.grantee and u.privilege_type = x.privilege_type)
      )
      select distinct 'grant' as kind,
             concat(r.privilege_type, ' on ', i.type, ' ',
                    case i.type when 'database' then '' else i.identity || ' ' end,
                    case r.way when 'given' then 'to ' else 'taken from ' end,
                    case r.grantee when 0 then 'public'
                         else coalesce((select quote_ident(g.rolname) from pg_roles g
                                         where g.oid = r.grantee), r.grantee::text) end,
                    case when r.way = 'given' and r.is_grantable then ' with grant option' end)
               as name
        from rights r
        cross join pg_identify_object(r.class, r.oid, r.sub) i
      """;

  /** Gives {@code kind} and {@code name} of every such right in the database. */
  static final String ALL = LISTS + "true" + DIFFERENCES;

  /** The same for relations whose ids are the parameter. */
  static final String OF_RELATIONS =
      LISTS + "l.class = 'pg_class'::regclass and l.oid = any (?)" + DIFFERENCES;

  private PostgresGrants() {}
}
