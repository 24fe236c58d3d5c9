package io.plimsoll.store.postgres;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a server or a database lacks for a live move, and who would stand in the way of a short
 * cut-over. It tries nothing out and waits for no lock.
 */
final class CapturableServer {
  private static final int PARAMETERS_CAN_BE_GRANTED = 15;

  private final CatalogueSession session;
  private final int objects;
  private final List<Long> tables;
  private final long budgetMillis;

  CapturableServer(CatalogueSession session, Collection<ObjectName> objects, Duration budget) {
    this.session = session;
    this.objects = objects.size();
    this.tables = ObjectIds.withPartitions(session, objects);
    this.budgetMillis = budget.toMillis();
  }

  List<Finding> findings(Side.Role role) {
    var findings = new ArrayList<Finding>();
    findings.addAll(mayReplay(""));
    findings.addAll(mayYield());
    findings.addAll(blocking("missing-privilege", TEMPORARY));
    findings.addAll(blocking("too-few-locks", LOCKS, tables, objects));
    if (role == Side.Role.SOURCE) {
      findings.addAll(blocking("prepared-transaction", PREPARED, budgetMillis, tables));
      findings.addAll(warning("long-transaction", TRANSACTIONS, budgetMillis));
    }
    findings.addAll(warning("sessions-hidden", HIDDEN));
    findings.addAll(warning("replica-sessions", REPLICA_SESSIONS));
    findings.addAll(warning("event-trigger", EVENT_TRIGGERS));
    return findings;
  }

  /** Replayed rows must not fire what fired for the client already. */
  List<Finding> mayReplay(String subject) {
    return blocking(
        "missing-privilege",
        lacking(),
        subject,
        "session_replication_role",
        "so user triggers and foreign keys would fire for replayed rows");
  }

  /** Without it the bound on waiting for locks stands alone. */
  private List<Finding> mayYield() {
    return warning(
        "deadlock-timeout",
        lacking(),
        "",
        "deadlock_timeout",
        "so in a deadlock with the fence a client may be the one who is refused");
  }

  private String lacking() {
    return session.majorVersion() >= PARAMETERS_CAN_BE_GRANTED
        ? LACKING_PARAMETER
        : LACKING_SUPERUSER;
  }

  private List<Finding> blocking(String code, String sql, Object... parameters) {
    return session.list(
        sql,
        row ->
            Finding.blocking(
                code, row.getString("subject"), row.getString("message"), row.getString("remedy")),
        parameters);
  }

  private List<Finding> warning(String code, String sql, Object... parameters) {
    return session.list(
        sql,
        row ->
            Finding.warning(
                code, row.getString("subject"), row.getString("message"), row.getString("remedy")),
        parameters);
  }

  private static final String LACKING_PARAMETER =
      """
      select p.subject, format('role %I may not set %s, %s', current_user, p.name, p.why) as message,
             format('grant set on parameter %s to %I', p.name, current_user) as remedy
        from (select coalesce(nullif(?, ''), current_database()) as subject, ?::text as name,
                     ?::text as why) p
       where not has_parameter_privilege(p.name, 'set')
      """;

  private static final String LACKING_SUPERUSER =
      """
      select p.subject, format('role %I may not set %s, %s', current_user, p.name, p.why) as message,
             'before PostgreSQL 15 only a superuser may: name one in the configuration' as remedy
        from (select coalesce(nullif(?, ''), current_database()) as subject, ?::text as name,
                     ?::text as why) p
        join pg_roles r on r.rolname = current_user and not r.rolsuper
      """;

  /** Keys of a tick are gathered in a temporary table. */
  private static final String TEMPORARY =
      """
      select current_database()::text as subject,
             format('role %I may not create temporary tables here', current_user) as message,
             format('grant temporary on database %I to %I', current_database(), current_user)
               as remedy
       where not has_database_privilege(current_database(), 'temporary')
      """;

  /** The fence locks all tables at once, replay their indexes too; clients need the other half. */
  private static final String LOCKS =
      """
      with recursive t(id) as (
        select unnest(?::oid[])
        union
        select i.inhrelid from pg_inherits i join t on t.id = i.inhparent
      ), n as (
        select greatest(?, (select count(*) from t)
                           + (select count(*) from pg_index x join t on t.id = x.indrelid)) as locks,
               current_setting('max_locks_per_transaction')::bigint as each,
               current_setting('max_connections')::bigint
                 + current_setting('max_prepared_transactions')::bigint as sessions
      )
      select current_database()::text as subject,
             format('one transaction needs %s locks, more than half of the %s that all sessions'
                    || ' share', locks, each * sessions) as message,
             format('alter system set max_locks_per_transaction = %s, then restart the server',
                    (2 * locks + sessions - 1) / sessions) as remedy
        from n where 2 * locks > each * sessions
      """;

  /** It has no session that could be waited for: it holds its locks until somebody ends it. */
  private static final String PREPARED =
      """
      select format('prepared transaction %s', quote_literal(p.gid)) as subject,
             format('of %s has been open for %s s and holds locks on %s: no cut-over would get'
                    || ' its own', p.owner,
                    extract(epoch from clock_timestamp() - p.prepared)::bigint,
                    string_agg(distinct format('%I.%I', n.nspname, c.relname), ', '))
               as message,
             format('commit prepared %1$L or rollback prepared %1$L, whichever its owner says',
                    p.gid) as remedy
        from pg_prepared_xacts p
        join pg_locks x on x.transactionid = p.transaction and x.pid is null
        join pg_locks l on l.virtualtransaction = x.virtualtransaction and l.pid is null
         and l.locktype = 'relation' and l.mode not in ('AccessShareLock', 'RowShareLock')
        join pg_class c on c.oid = l.relation
        join pg_namespace n on n.oid = c.relnamespace
       where p.database = current_database()
         and l.database = (select oid from pg_database where datname = current_database())
         and p.prepared < clock_timestamp() - ? * interval '1 ms' and c.oid = any (?)
       group by p.gid, p.owner, p.prepared
       order by p.gid
      """;

  private static final String TRANSACTIONS =
      """
      select format('pid %s user %s', a.pid, coalesce(a.usename, '-')) as subject,
             format('has been in one transaction for %s s, longer than cutOver.budget: %s',
                    extract(epoch from clock_timestamp() - a.xact_start)::bigint,
                    left(regexp_replace(coalesce(a.query, ''), '\\s+', ' ', 'g'), 120))
               as message,
             'if it writes to tables that move, a cut-over backs off until it has ended' as remedy
        from pg_stat_activity a
       where a.datname = current_database() and a.pid <> pg_backend_pid()
         and a.backend_type = 'client backend'
         and a.xact_start < clock_timestamp() - ? * interval '1 ms'
       order by a.xact_start
       limit 20
      """;

  private static final String HIDDEN =
      """
      select current_database()::text as subject,
             format('role %I does not see what other sessions do, so a cut-over that has to wait'
                    || ' names who is in the way, but not since when or with what', current_user)
               as message,
             format('grant pg_read_all_stats to %I', current_user) as remedy
       where not pg_has_role('pg_read_all_stats', 'usage')
      """;

  /** Ours are ENABLE ALWAYS and fire there too; what the owner's triggers would do is missing. */
  private static final String REPLICA_SESSIONS =
      """
      with s as (
        select case when s.setrole = 0 then 'sessions' else 'sessions of ' || s.setrole::regrole end
               || case when s.setdatabase = 0 then ' of the server' else '' end as who
          from pg_db_role_setting s
         where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
           and 'session_replication_role=replica' = any (s.setconfig)
        union
        select 'sessions of the server' from pg_settings
         where name = 'session_replication_role' and setting = 'replica'
           and source in ('configuration file', 'command line')
      )
      select current_database()::text as subject,
             s.who || ' start with session_replication_role = replica: their writes are captured'
               || ' and fenced, but fire no other trigger and no foreign key' as message,
             'rows that break a foreign key stop the copy when it builds the keys; look for them'
               || ' now' as remedy
        from s order by s.who
      """;

  private static final String EVENT_TRIGGERS =
      """
      select format('event trigger %I', e.evtname) as subject,
             format('runs %s with every schema change, also with those of the run, the fence''s'
                    || ' included', e.evtfoid::regproc) as message,
             format('let it pass the role %I, or alter event trigger %I disable during the run',
                    current_user, e.evtname) as remedy
        from pg_event_trigger e
       where e.evtenabled <> 'D' and e.evtevent <> 'login'
         and (e.evttags is null
              or e.evttags && array['CREATE SCHEMA', 'CREATE TABLE', 'CREATE TABLE AS',
                                    'CREATE SEQUENCE', 'CREATE INDEX', 'CREATE FUNCTION',
                                    'CREATE TRIGGER', 'ALTER TABLE', 'ALTER SEQUENCE',
                                    'ALTER FUNCTION', 'DROP SCHEMA', 'DROP TABLE', 'DROP INDEX',
                                    'DROP SEQUENCE', 'DROP FUNCTION', 'DROP TRIGGER', 'GRANT',
                                    'REVOKE'])
       order by e.evtname
      """;
}
