package io.plimsoll.store.postgres;

import java.util.List;

/** Relations that are no ordinary tables, and what hangs on tables beside their data. */
final class OtherRelations {
  private OtherRelations() {}

  static List<OtherKind> all() {
    return List.of(
        relations(),
        inheritance(),
        partitions(),
        tableOptions(),
        invalidIndexes(),
        disabledForeignKeys(),
        triggers(),
        OtherKind.named(
            "pg_rewrite",
            "'rule'",
            "(select relnamespace from pg_class where oid = o.ev_class)",
            "o.rulename <> '_RETURN'",
            "rules are not carried"),
        OtherKind.named(
            "pg_policy",
            "policy",
            "(select relnamespace from pg_class where oid = o.polrelid)",
            "row-level policies are not carried"),
        OtherKind.named(
            "pg_statistic_ext",
            "statistics object",
            "o.stxnamespace",
            "statistics objects are not carried"));
  }

  private static OtherKind relations() {
    return OtherKind.named(
        "pg_class",
        """
        case o.relkind
             when 'v' then 'view' when 'm' then 'materialized view'
             when 'f' then case when o.relispartition then 'foreign partition'
                                else 'foreign table' end
             when 'S' then 'unlogged sequence'
             else case when o.relpersistence = 'u' then 'unlogged table'
                       else 'typed table' end end
        """,
        "o.relnamespace",
        """
        o.relkind in ('v', 'm', 'f')
        or o.relkind = 'S' and o.relpersistence = 'u'
           and not exists (select from pg_depend w where w.classid = 'pg_class'::regclass
                            and w.objid = o.oid and w.deptype = 'a'
                            and w.refclassid = 'pg_class'::regclass)
        or o.relkind = 'r' and not o.relispartition and (o.relpersistence = 'u' or o.reloftype <> 0)
        """,
        "only ordinary and partitioned, permanent tables are carried");
  }

  private static OtherKind inheritance() {
    return OtherKind.named(
        "pg_class",
        "'inheritance table'",
        "o.relnamespace",
        """
        o.relkind = 'r' and not o.relispartition and o.relpersistence <> 'u' and o.reloftype = 0
        and o.oid not in PARTS
        """
            .replace("PARTS", CatalogueTables.PARTS),
        "tables that inherit without being partitions are not carried");
  }

  private static OtherKind partitions() {
    return OtherKind.named(
        "pg_class",
        """
        concat(case when o.relpersistence = 'u' then 'unlogged ' end,
               case when o.relispartition then 'partition' else 'partitioned table' end)
        """,
        "o.relnamespace",
        "(o.relkind = 'p' or o.relkind = 'r' and o.relispartition) and o.oid not in "
            + CatalogueTables.PARTS,
        "a partitioned table is carried whole, and not while one of its partitions is foreign,"
            + " unlogged, typed, of an extension or being detached");
  }

  /** Options of tables that the mirror leaves at the target's default. */
  private static OtherKind tableOptions() {
    return new OtherKind(
        "pg_class",
        "the target's own default applies instead",
        """
        with t as (
          select c.*, format('%I.%I', n.nspname, c.relname) as name
            from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid in\s"""
            + CatalogueTables.PARTS
            + """
            )
            select 'row security' as kind, t.name from t
             where t.relrowsecurity or t.relforcerowsecurity
            union all
            select 'table access method', t.name || ' using ' || quote_ident(m.amname)
              from t join pg_am m on m.oid = t.relam where m.amname <> 'heap'
            union all
            select 'tablespace', t.name || ' in ' || quote_ident(s.spcname)
              from t join pg_tablespace s on s.oid = t.reltablespace
            union all
            select 'tablespace', format('index %I.%I in %I', n.nspname, x.relname, s.spcname)
              from t join pg_index i on i.indrelid = t.oid join pg_class x on x.oid = i.indexrelid
              join pg_namespace n on n.oid = x.relnamespace
              join pg_tablespace s on s.oid = x.reltablespace
            """);
  }

  private static OtherKind invalidIndexes() {
    return new OtherKind(
        "pg_index",
        "it is not valid here and is left out",
        """
        select 'invalid index' as kind, format('%I.%I', n.nspname, x.relname) as name
          from pg_index i
          join pg_class x on x.oid = i.indexrelid
          join pg_class c on c.oid = i.indrelid
          join pg_namespace n on n.oid = c.relnamespace
         where not i.indisvalid and c.oid in\s"""
            + CatalogueTables.PARTS);
  }

  /** The owner switched a foreign key's own triggers off; the mirror's would be on. */
  private static OtherKind disabledForeignKeys() {
    return new OtherKind(
        "pg_trigger",
        "its check is switched off here and would be on",
        """
        select distinct 'disabled constraint' as kind,
               format('%I on %I.%I', k.conname, n.nspname, c.relname) as name
          from pg_trigger g
          join pg_constraint k on k.oid = g.tgconstraint
          join pg_class c on c.oid = k.conrelid
          join pg_namespace n on n.oid = c.relnamespace
         where g.tgisinternal and g.tgenabled <> 'O' and c.oid in\s"""
            + CatalogueTables.PARTS);
  }

  /** The run's own triggers carry its prefix and call functions of its own schema. */
  static final String FOREIGN_TRIGGER =
      """
      (not o.tgisinternal and o.tgparentid = 0
       and not (starts_with(o.tgname, 'plimsoll_')
                and exists (select from pg_proc f join pg_namespace fn on fn.oid = f.pronamespace
                             where f.oid = o.tgfoid and fn.nspname = 'plimsoll')))
      """;

  private static OtherKind triggers() {
    return OtherKind.named(
        "pg_trigger",
        "'trigger'",
        "(select relnamespace from pg_class where oid = o.tgrelid)",
        FOREIGN_TRIGGER,
        "triggers are not carried");
  }
}
