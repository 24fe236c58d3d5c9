package io.plimsoll.store.postgres;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.TableInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What keeps tables from being captured and replayed while clients write to them: rows that cannot
 * be told apart, writers whom statement triggers miss, and whatever would fire for replayed rows.
 */
final class CapturableTables {
  private final CatalogueSession session;
  private final Set<ObjectName> objects;
  private final List<Long> tables;

  CapturableTables(CatalogueSession session, Collection<ObjectName> objects) {
    this.session = session;
    this.objects = new HashSet<>(objects);
    this.tables = ObjectIds.withPartitions(session, objects);
  }

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    findings.addAll(withoutKey());
    findings.addAll(ask("written-by-subscription", SUBSCRIPTIONS));
    findings.addAll(ask("instead-rule", RULES));
    findings.addAll(ask("trigger-always", TRIGGERS));
    findings.addAll(ask("missing-privilege", WRITE));
    findings.addAll(ask("missing-privilege", PostgresPrivileges.ROW_SECURITY));
    return findings;
  }

  private List<Finding> withoutKey() {
    List<ObjectName> deferrable =
        session.list(
            """
            select n.nspname, c.relname
              from pg_constraint k
              join pg_class c on c.oid = k.conrelid
              join pg_namespace n on n.oid = c.relnamespace
             where k.contype in ('p', 'u') and k.condeferrable and c.oid = any (?)
            """,
            row -> new ObjectName(row.getString(1), row.getString(2)),
            tables);
    return new CatalogueTables(session)
        .read().stream()
            .filter(table -> objects.contains(table.name()) && table.key().isEmpty())
            .map(TableInfo::name)
            .map(table -> withoutKey(table, deferrable.contains(table)))
            .toList();
  }

  private static Finding withoutKey(ObjectName table, boolean deferrable) {
    return Finding.blocking(
        "no-key",
        "table " + table,
        deferrable
            ? "its only key is deferrable, so two rows may have it within a transaction"
            : "has no key, so its changed rows cannot be told apart",
        "give it one that is not deferrable: alter table %s add primary key (…); or leave it behind"
                .formatted(table.quoted())
            + " with objects.exclude; or move with capture: {mode: frozen, outage: …}");
  }

  private List<Finding> ask(String code, String sql) {
    return session.list(
        sql,
        row ->
            Finding.blocking(
                code, row.getString("subject"), row.getString("message"), row.getString("remedy")),
        tables);
  }

  /** The apply worker fires no statement trigger: neither capture nor fence would notice it. */
  private static final String SUBSCRIPTIONS =
      """
      select format('table %I.%I', n.nspname, c.relname) as subject,
             format('subscription %I writes it, and fires no statement trigger', s.subname)
               as message,
             format('drop subscription %I first, or leave the table behind with objects.exclude',
                    s.subname) as remedy
        from pg_subscription_rel r
        join pg_subscription s on s.oid = r.srsubid
        join pg_class c on c.oid = r.srrelid
        join pg_namespace n on n.oid = c.relnamespace
       where c.oid = any (?)
       order by 1, s.subname
      """;

  /**
   * Without INSTEAD, and only for clients, a rule adds writes that are captured where they land.
   */
  private static final String RULES =
      """
      select format('table %I.%I', n.nspname, c.relname) as subject,
             case when r.is_instead
                  then format('rule %I puts other statements in the place of writes, so a test of'
                              || ' the capture would not reach the table', r.rulename)
                  else format('rule %I is enabled for replayed rows as well', r.rulename)
                  end as message,
             case when r.is_instead
                  then format('drop rule %I on %I.%I, or leave the table behind with'
                              || ' objects.exclude', r.rulename, n.nspname, c.relname)
                  else format('alter table %I.%I enable rule %I', n.nspname, c.relname, r.rulename)
                  end as remedy
        from pg_rewrite r
        join pg_class c on c.oid = r.ev_class
        join pg_namespace n on n.oid = c.relnamespace
       where c.oid = any (?) and r.ev_type in ('2', '3', '4') and r.ev_enabled <> 'D'
         and (r.is_instead or r.ev_enabled in ('A', 'R'))
       order by 1, r.rulename
      """;

  private static final String TRIGGERS =
      """
      select format('table %I.%I', n.nspname, c.relname) as subject,
             format('trigger %I is enabled for replayed rows as well and could change them',
                    o.tgname) as message,
             format('alter table %I.%I enable trigger %I', n.nspname, c.relname, o.tgname)
               as remedy
        from pg_trigger o
        join pg_class c on c.oid = o.tgrelid
        join pg_namespace n on n.oid = c.relnamespace
       where c.oid = any (?) and o.tgenabled in ('A', 'R') and FOREIGN
       order by 1, o.tgname
      """
          .replace("FOREIGN", OtherRelations.FOREIGN_TRIGGER);

  /** An owner can have taken rights from itself. */
  private static final String WRITE =
      """
      select format('table %I.%I', n.nspname, c.relname) as subject,
             format('role %I may not %s there, as replay must', current_user,
                    string_agg(lower(p.right), ', ' order by p.place)) as message,
             format('grant %s on table %I.%I to %I',
                    string_agg(lower(p.right), ', ' order by p.place),
                    n.nspname, c.relname, current_user) as remedy
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
       cross join (values (1, 'SELECT'), (2, 'INSERT'), (3, 'DELETE')) p(place, "right")
       where c.oid = any (?) and not has_table_privilege(c.oid, p.right)
       group by n.nspname, c.relname
       order by 1
      """;
}
