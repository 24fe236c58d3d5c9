package io.plimsoll.store.postgres;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Side;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Says what the role lacks for its part in a move, each with the statement that gives it. It tries
 * nothing out; the server's own answers about rights are enough.
 */
final class PostgresPrivileges {
  private final CatalogueSession session;
  private final List<Long> tables;

  PostgresPrivileges(CatalogueSession session, Collection<ObjectName> objects) {
    this.session = session;
    this.tables = ObjectIds.withPartitions(session, objects);
  }

  List<Finding> lacking(Side.Role role) {
    var findings = new ArrayList<Finding>();
    findings.addAll(readOnly());
    findings.addAll(ask(CREATE_IN_DATABASE));
    findings.addAll(ask(OWNERS, tables));
    findings.addAll(ask(SCHEMAS, tables));
    findings.addAll(
        switch (role) {
          case SOURCE -> source();
          case TARGET -> ask(CREATE_IN_PUBLIC);
        });
    return findings;
  }

  private List<Finding> source() {
    var findings = new ArrayList<Finding>();
    findings.addAll(ask(READ, tables));
    findings.addAll(ask(ROW_SECURITY, tables));
    List<Long> sequences =
        new PostgresSequences(session, tables)
            .read().stream().map(PostgresSequences.Sequence::id).toList();
    findings.addAll(ask(READ_SEQUENCES, sequences));
    return findings;
  }

  /** Both sides are written: the fence lives in them. */
  private List<Finding> readOnly() {
    return session.list(
        """
        select case when pg_is_in_recovery() then 'is a standby and takes no writes'
                    else 'default_transaction_read_only is on' end as message,
               case when pg_is_in_recovery() then 'name the primary in the configuration'
                    else format('alter role %I in database %I set default_transaction_read_only'
                                || ' = off', current_user, current_database()) end as remedy,
               current_database()::text as subject
         where pg_is_in_recovery() or exists (
               select from pg_settings
                where name = 'default_transaction_read_only' and setting = 'on')
        """,
        row ->
            Finding.blocking(
                "read-only",
                row.getString("subject"),
                row.getString("message"),
                row.getString("remedy")));
  }

  private List<Finding> ask(String sql, Object... parameters) {
    return session.list(
        sql,
        row ->
            Finding.blocking(
                "missing-privilege",
                row.getString("subject"),
                row.getString("message"),
                row.getString("remedy")),
        parameters);
  }

  private static final String CREATE_IN_DATABASE =
      """
      select current_database()::text as subject,
             format('role %I may not create the schema plimsoll here', current_user) as message,
             format('grant create on database %I to %I', current_database(), current_user)
               as remedy
       where not has_database_privilege(current_database(), 'create')
      """;

  private static final String CREATE_IN_PUBLIC =
      """
      select current_database()::text as subject,
             format('role %I may not create tables in schema public', current_user) as message,
             format('grant usage, create on schema public to %I', current_user) as remedy
        from pg_namespace n
       where n.nspname = 'public' and not has_schema_privilege(n.oid, 'create')
      """;

  /** Only an owner can enable a fence always, disable it and drop it again. */
  private static final String OWNERS =
      """
      select string_agg(format('%I.%I', n.nspname, c.relname), ', '
                        order by n.nspname, c.relname) as subject,
             format('role %I is no member of the owner %s, so it cannot lift its own fence',
                    current_user, c.relowner::regrole) as message,
             format('grant %s to %I', c.relowner::regrole, current_user) as remedy
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.oid = any (?) and not pg_has_role(c.relowner, 'usage')
       group by c.relowner
      """;

  private static final String SCHEMAS =
      """
      select distinct format('schema %I', n.nspname) as subject,
             format('role %I may not look into the schema', current_user) as message,
             format('grant usage on schema %I to %I', n.nspname, current_user) as remedy
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.oid = any (?) and not has_schema_privilege(n.oid, 'usage')
      """;

  private static final String READ =
      """
      select format('%I.%I', n.nspname, c.relname) as subject,
             format('role %I may not read the table', current_user) as message,
             format('grant select on table %I.%I to %I', n.nspname, c.relname, current_user)
               as remedy
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.oid = any (?) and not has_table_privilege(c.oid, 'select')
       order by 1
      """;

  private static final String READ_SEQUENCES =
      """
      select format('%I.%I', n.nspname, c.relname) as subject,
             format('role %I may not read the sequence', current_user) as message,
             format('grant select on sequence %I.%I to %I', n.nspname, c.relname, current_user)
               as remedy
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.oid = any (?)
         -- Asked of anything but a sequence the function fails, and the planner may ask it first.
         and case when c.relkind = 'S' then not has_sequence_privilege(c.oid, 'select') end
       order by 1
      """;

  static final String ROW_SECURITY =
      """
      select format('%I.%I', n.nspname, c.relname) as subject,
             format('row-level policies hide rows from role %I', current_user) as message,
             format('alter role %I bypassrls', current_user) as remedy
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_roles r on r.rolname = current_user
       where c.oid = any (?) and not r.rolsuper and not r.rolbypassrls
         and c.relrowsecurity
         and (c.relforcerowsecurity or not pg_has_role(c.relowner, 'usage'))
       order by 1
      """;
}
