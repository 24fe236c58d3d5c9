package io.plimsoll.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The run's own schema in a store: the side row, the fence trigger, the epoch check. What is
 * subtle:
 *
 * <p>The trigger reads the row by a <em>locking</em> read, because a REPEATABLE READ transaction
 * that began before the fence would otherwise see the row as it was; so it fails with 40001. The
 * lock is given back at once by unwinding a subtransaction: a client that held it to its commit
 * would stand in the way of every takeover. That is enough, since closing waits for writers by
 * table locks, not by this row.
 *
 * <p>A CUT lapses by {@code plimsoll.lapsed}: a sequence, because a value set there is visible at
 * once, survives the client's own rollback and makes no other client wait. It is set under the row
 * lock, and sealing reads it under the same lock: once an attempt is marked it can never be sealed,
 * even if the clock steps back.
 *
 * <p>A client needs no right on the schema: firing a trigger asks for none, and the functions run
 * as their owner with a pinned search path.
 */
final class SideSchema {
  /** Advisory lock class of transactions that act under an epoch; the object is the epoch. */
  static final int ANNOUNCED = 0x504C494D;

  /** Advisory lock class that makes claims of one database wait for each other. */
  static final int CLAIMING = 0x504C494E;

  static final String TRIGGER = "plimsoll_fence";
  static final String TRUNCATE_TRIGGER = "plimsoll_fence_truncate";

  private static final String SIDE =
      """
      create table plimsoll.side (
        one boolean primary key default true check (one),
        run text not null,
        control text not null,
        shard text not null,
        role text not null check (role in ('SOURCE', 'TARGET')),
        node text not null,
        token_sha256 text not null,
        attempt int not null default 0,
        epoch bigint not null,
        state text not null check (state in ('OPEN', 'CUT', 'SEALED', 'NEW', 'BACK')),
        until timestamptz,
        settled boolean not null default false,
        check ((state = 'CUT') = (until is not null)))
      """;

  private static final String LAPSED = "create sequence plimsoll.lapsed minvalue 0 start 0";

  /**
   * Announces the transaction, so that a takeover finds and ends it; then checks, held to commit.
   */
  private static final String CHECK_EPOCH =
      """
      create function plimsoll.check_epoch() returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
      declare
        own plimsoll.side;
        token text := coalesce(current_setting('plimsoll.token', true), '');
        epoch text := coalesce(nullif(current_setting('plimsoll.epoch', true), ''), '0');
      begin
        perform pg_advisory_xact_lock_shared(%d, (epoch::bigint %% 2147483647)::int);
        select * into own from plimsoll.side for share;
        if own.token_sha256 is distinct from encode(sha256(convert_to(token, 'UTF8')), 'hex')
            or own.epoch is distinct from epoch::bigint then
          raise exception using
            errcode = '55000',
            message = 'PLIMSOLL: F42 this writer is not current, it may not write any more',
            hint = format('run %%s is at epoch %%s, this writer at %%s', own.run, own.epoch, epoch);
        end if;
      end $body$
      """
          .formatted(ANNOUNCED);

  private static final String FENCE =
      """
      create function plimsoll.fence() returns trigger
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
      declare
        own plimsoll.side;
      begin
        if coalesce(current_setting('plimsoll.token', true), '') <> '' then
          perform plimsoll.check_epoch();
          return null;
        end if;
        begin
          select * into own from plimsoll.side for share;
          if own.state = 'CUT' and clock_timestamp() >= own.until
              and (select last_value from plimsoll.lapsed) < own.attempt then
            perform setval('plimsoll.lapsed', own.attempt);
          end if;
          raise exception using errcode = 'PLS00';
        exception when sqlstate 'PLS00' then
          null;
        end;
        if own.settled or own.state = 'OPEN' or own.state = 'CUT'
            and (select last_value from plimsoll.lapsed) >= own.attempt then
          return null;
        end if;
        raise exception using
          errcode = '55000',
          message = 'PLIMSOLL: storage is being cut over, retry',
          hint = format('run %s has this storage %s%s', own.run, own.state,
            coalesce(' until ' || own.until::text, ''));
      end $body$
      """;

  /** Also fences what inherits from the table: a statement trigger fires on the named one only. */
  private static final String FENCE_TABLE =
      """
      create function plimsoll.fence_table(fenced regclass) returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
      declare
        member record;
      begin
        perform plimsoll.check_epoch();
        for member in
          with recursive family(id) as (
            select fenced::oid union select inhrelid from pg_inherits join family on inhparent = id)
          select id, id::regclass as name, v.trigger, v.events,
            (select tgenabled from pg_trigger where tgrelid = id and tgname = v.trigger) as enabled
          from family, (values ('plimsoll_fence', 'insert or update or delete'),
            ('plimsoll_fence_truncate', 'truncate')) v(trigger, events)
        loop
          if member.enabled is null then
            execute format(
              'create trigger %I before %s on %s for each statement execute function '
              'plimsoll.fence()', member.trigger, member.events, member.name);
          end if;
          if member.enabled is distinct from 'A' then
            execute format(
              'alter table only %s enable always trigger %I', member.name, member.trigger);
          end if;
        end loop;
      end $body$
      """;

  private static final List<String> STATEMENTS =
      List.of(
          "create schema plimsoll",
          "revoke all on schema plimsoll from public",
          SIDE,
          LAPSED,
          CHECK_EPOCH,
          FENCE,
          FENCE_TABLE);

  private static final String REVOKE = "revoke all on all functions in schema plimsoll from public";

  private SideSchema() {}

  /** Whether a schema of our name is here, ours or not. */
  static boolean present(Connection connection) throws SQLException {
    return holds(connection, "select exists (select from pg_namespace where nspname = 'plimsoll')");
  }

  /** Whether the schema holds a side row's table. */
  static boolean holdsSide(Connection connection) throws SQLException {
    return holds(
        connection,
        """
        select exists (
          select from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'plimsoll' and c.relname = 'side' and c.relkind = 'r')
        """);
  }

  private static boolean holds(Connection connection, String question) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(question)) {
      return result.next() && result.getBoolean(1);
    }
  }

  /**
   * Creates the schema in the caller's transaction.
   *
   * @param more further statements, for tables of the writer
   */
  static void create(Connection connection, List<String> more) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (String sql : STATEMENTS) {
        statement.execute(sql);
      }
      for (String sql : CaptureSchema.STATEMENTS) {
        statement.execute(sql);
      }
      statement.execute(REVOKE);
      for (String sql : more) {
        statement.execute(sql);
      }
    }
  }
}
