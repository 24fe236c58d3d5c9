package io.plimsoll.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What capture has in the run's own schema: which objects, as what they were installed, and what
 * has to be asked over all of them in one round trip.
 *
 * <p>A captured object is never renumbered and never deleted before the schema goes: a trigger that
 * could not be dropped still reads its row. A transaction with an old snapshot may not see that row
 * yet; so a trigger writes unless it sees that it was stopped.
 */
final class CaptureSchema {
  static final String TRIGGER = "plimsoll_capture";

  /**
   * {@code facts} and {@code storage}: the object as it was installed; {@code storage} moves on
   * when rows that were rewritten have been replayed. {@code retired}: of a former run or attempt.
   */
  private static final String CAPTURED =
      """
      create table plimsoll.captured (
        number int generated always as identity primary key,
        schema_name text not null,
        table_name text not null,
        id oid not null,
        purpose text not null check (purpose in ('FORWARD', 'REVERSE')),
        key_columns int,
        key_index text,
        facts text[] not null default '{}',
        storage text,
        installed boolean not null default false,
        active boolean not null default true,
        retired boolean not null default false)
      """;

  private static final String ONE_PER_OBJECT =
      """
      create unique index on plimsoll.captured (schema_name, table_name) where not retired
      """;

  /**
   * Every captured object as it is now: its family, columns, key and triggers as facts, its files
   * apart. The fence's own triggers come and go and are left out. A trigger disabled and enabled
   * again has another xmin.
   */
  private static final String NOW =
      """
      create view plimsoll.capture_now as
      select c.number, f.facts, f.storage
      from plimsoll.captured c cross join lateral (
        with recursive family(id) as (
          select c.id union select inhrelid from pg_catalog.pg_inherits join family on inhparent = id),
        member as (
          select r.oid, format('%I.%I', n.nspname, r.relname) as name, r.relkind, r.relpersistence
          from family join pg_catalog.pg_class r on r.oid = family.id
          join pg_catalog.pg_namespace n on n.oid = r.relnamespace),
        fact(text) as (
          select format('table %s (oid %s, kind %s%s)', name, oid, relkind, relpersistence)
          from member
          union all
          select format('column %s of %s: %s %s%s', a.attnum, m.name, a.attname,
            case when a.attisdropped then 'dropped'
              else pg_catalog.format_type(a.atttypid, a.atttypmod) end,
            case when a.attnotnull then ' not null' end)
          from member m join pg_catalog.pg_attribute a on a.attrelid = m.oid and a.attnum > 0
          union all
          select format('trigger %I on %s (oid %s, xmin %s, %s)', t.tgname, m.name, t.oid, t.xmin,
            case t.tgenabled when 'A' then 'always' when 'D' then 'disabled'
              when 'R' then 'on replicas' else 'enabled' end)
          from member m join pg_catalog.pg_trigger t on t.tgrelid = m.oid
          join pg_catalog.pg_proc p on p.oid = t.tgfoid
          join pg_catalog.pg_namespace n on n.oid = p.pronamespace
          where not t.tgisinternal
            and (n.nspname <> 'plimsoll' or p.proname = 'capture_' || c.number)
          union all
          select format('function capture_%s (oid %s, xmin %s)', c.number, p.oid, p.xmin)
          from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
          where n.nspname = 'plimsoll' and p.proname = 'capture_' || c.number
          union all
          select format('key %I of %s on %s', x.relname, m.name, i.indkey)
          from member m join pg_catalog.pg_index i on i.indrelid = m.oid
          join pg_catalog.pg_class x on x.oid = i.indexrelid and x.relname = c.key_index
          where m.oid = c.id and i.indisunique and i.indimmediate and i.indisvalid
          union all
          select format('member %s of %s %s%s', m.name, p.name,
            pg_catalog.pg_get_expr(r.relpartbound, r.oid),
            case when (to_jsonb(i) ->> 'inhdetachpending')::boolean then ', being detached' end)
          from member m join pg_catalog.pg_class r on r.oid = m.oid
          join pg_catalog.pg_inherits i on i.inhrelid = m.oid
          join member p on p.oid = i.inhparent
          where m.oid <> c.id
          union all
          select format('parent %s of %s', i.inhparent::regclass, m.name)
          from member m join pg_catalog.pg_inherits i on i.inhrelid = m.oid
          where m.oid = c.id
          union all
          select format('subscription %s writes %s', s.srsubid, m.name)
          from member m join pg_catalog.pg_subscription_rel s on s.srrelid = m.oid)
        select
          coalesce((select array_agg(text order by text collate "C") from fact), '{}') as facts,
          (select string_agg(
              member.oid || ':' || coalesce(pg_catalog.pg_relation_filenode(member.oid), 0), ' '
              order by member.oid) from member) as storage) f
      where not c.retired
      """;

  /** Keys that a condition holds for, per object. Never by sequential scan: see {@link #FORGET}. */
  private static final String CHANGED =
      """
      create function plimsoll.capture_changed(condition text)
        returns table (number int, keys bigint, whole boolean, marks text[])
        language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off
        set jit = off as $body$
      declare
        c record;
        columns text;
      begin
        for c in select * from plimsoll.captured o where o.installed and not o.retired
          order by o.number
        loop
          number := c.number;
          select string_agg('k' || i, ', ' order by i) into columns
            from generate_series(1, c.key_columns) i;
          execute format(
            'with d as materialized (select * from plimsoll.dirty_%s where %s) '
            'select (select count(*) from (select distinct %s from d '
            '    where whole is null and mark is null) k), '
            '  exists (select from d where whole), '
            '  array(select distinct mark from d where mark is not null)',
            c.number, condition, columns) into keys, whole, marks;
          return next;
        end loop;
      end $body$
      """;

  /**
   * Deletes what a snapshot sees, by the index on {@code x} and from where the last one left off:
   * rows that are deleted but cannot be vacuumed yet are not walked through again.
   */
  private static final String FORGET =
      """
      create function plimsoll.capture_forget(applied pg_snapshot, since xid8) returns void
        language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off
        set jit = off as $body$
      declare
        c record;
      begin
        for c in select o.number from plimsoll.captured o where o.installed and not o.retired
          order by o.number
        loop
          execute format(
            'delete from plimsoll.dirty_%s where x >= $1 and x < pg_snapshot_xmax($2) '
            'and pg_visible_in_snapshot(x, $2)', c.number) using since, applied;
        end loop;
      end $body$
      """;

  private static final String BACKLOG =
      """
      create function plimsoll.capture_backlog(most bigint) returns bigint
        language plpgsql set search_path = pg_catalog, pg_temp as $body$
      declare
        c record;
        part bigint;
        total bigint := 0;
      begin
        for c in select o.number from plimsoll.captured o where o.installed and not o.retired
          order by o.number
        loop
          exit when total >= most;
          execute format('select count(*) from (select from plimsoll.dirty_%s limit %s) d',
            c.number, most - total) into part;
          total := total + part;
        end loop;
        return total;
      end $body$
      """;

  /**
   * Puts the triggers of the given objects in place, as well on what inherits from them: a
   * statement trigger fires on the named table only. Those left by a former capture are switched
   * off; dropping them would need a lock that one long reader denies.
   *
   * <p>Partitions also get a row trigger for the rows whose key changes, compared bit by bit: the
   * partition key is part of it. When MERGE moves a row, the statement triggers are not told.
   */
  private static final String ATTACH =
      """
      create function plimsoll.capture_attach(numbers int[]) returns void
        language plpgsql set search_path = pg_catalog, pg_temp as $body$
      declare
        c record;
        m record;
        e record;
        old record;
      begin
        for c in select o.number, o.id, k.old, k.new from plimsoll.captured o
          cross join lateral (
            select string_agg(format('old.%I', a.attname), ', ' order by a.attnum) as old,
              string_agg(format('new.%I', a.attname), ', ' order by a.attnum) as new
            from pg_index i join pg_class x on x.oid = i.indexrelid and x.relname = o.key_index
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
            where i.indrelid = o.id) k
          where o.number = any (numbers) order by o.number
        loop
          for m in
            with recursive family(id) as (
              select c.id union select inhrelid from pg_inherits join family on inhparent = id)
            select id::regclass as name, id, r.relkind = 'r' and r.relispartition as leaf
            from family join pg_class r on r.oid = id
          loop
            for old in select t.tgname from pg_trigger t
              join pg_proc p on p.oid = t.tgfoid and p.pronamespace = 'plimsoll'::regnamespace
              where t.tgrelid = m.id and t.tgenabled <> 'D' and starts_with(p.proname, 'capture_')
            loop
              execute format('alter table only %s disable trigger %I', m.name, old.tgname);
            end loop;
            for e in select * from (values
              ('insert', 'referencing new table as new_rows'),
              ('update', 'referencing old table as old_rows new table as new_rows'),
              ('delete', 'referencing old table as old_rows'),
              ('truncate', '')) v(event, tables)
            loop
              execute format(
                'create trigger plimsoll_capture_%s_%s after %s on %s %s for each statement '
                'execute function plimsoll.capture_%s()',
                c.number, e.event, e.event, m.name, e.tables, c.number);
              execute format('alter table only %s enable always trigger plimsoll_capture_%s_%s',
                m.name, c.number, e.event);
            end loop;
            if m.leaf then
              execute format(
                'create trigger plimsoll_capture_%s_moved before update on %s for each row '
                'when (pg_catalog.record_image_ne(row(%s), row(%s))) '
                'execute function plimsoll.capture_%s()',
                c.number, m.name, c.old, c.new, c.number);
              execute format('alter table only %s enable always trigger plimsoll_capture_%s_moved',
                m.name, c.number);
            end if;
          end loop;
        end loop;
        update plimsoll.captured o
          set facts = n.facts, storage = n.storage, installed = true
          from plimsoll.capture_now n where n.number = o.number and o.number = any (numbers);
      end $body$
      """;

  static final List<String> STATEMENTS =
      List.of(CAPTURED, ONE_PER_OBJECT, NOW, CHANGED, FORGET, BACKLOG, ATTACH);

  private CaptureSchema() {}

  /** Whether the run's schema is here, with what capture needs. */
  static boolean present(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select pg_catalog.to_regclass('plimsoll.captured') is not null")) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** No key is written down from now on, by whatever transaction begins after the commit. */
  static void stop(Connection connection) throws SQLException {
    execute(connection, "update plimsoll.captured set active = false where active");
  }

  /** Nothing of what was captured so far counts any more. */
  static void retire(Connection connection) throws SQLException {
    execute(
        connection,
        "update plimsoll.captured set active = false, retired = true where not retired");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
