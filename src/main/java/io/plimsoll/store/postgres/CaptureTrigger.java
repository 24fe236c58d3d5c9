package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.TableInfo;
import io.plimsoll.store.jdbc.Literals;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The table one object's keys are written to, and the trigger function that writes them. It runs
 * inside every transaction of every client: one INSERT per statement, and no lock anybody waits
 * for.
 *
 * <p>The table is append-only and has no unique key: the second of two writers of one key would
 * otherwise wait for the first, or its event would be lost. {@code x} tells a reader of a snapshot
 * whether a change is in it. {@code n} is taken while the row is locked, so that it orders the
 * transactions that change one key; only {@link Purpose#REVERSE} asks for the first.
 */
record CaptureTrigger(int number, Purpose purpose, TableInfo table) {

  /** Both, in the order they are to be executed. */
  List<String> ddl() {
    return List.of(
        """
        create table %1$s
          with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
            autovacuum_analyze_threshold = 2147483647)
          as select %2$s from only %3$s o with no data
        """
            .formatted(
                dirty(), columns(i -> "o." + key(i) + " as k" + (i + 1)), table.name().quoted()),
        """
        alter table %s
          add column x xid8 not null default pg_catalog.pg_current_xact_id(),
          add column whole boolean,
          add column mark text
        """
            .formatted(dirty()),
        purpose == Purpose.REVERSE
            ? """
              alter table %s
                add column before bigint,
                add column n bigint generated always as identity
              """
                .formatted(dirty())
            : "select",
        "create index on %s (x)".formatted(dirty()),
        function());
  }

  private String function() {
    return """
        create function plimsoll.capture_%d() returns trigger
          language plpgsql security definer set search_path = pg_catalog, pg_temp %s as %s
        """
        .formatted(number, settings(), Literals.quote(body()));
  }

  /** A row's text, and with it its hash, depends on them. Each costs every statement its time. */
  private String settings() {
    return purpose == Purpose.REVERSE
        ? OldRowHash.settings(table).stream().map(s -> "set " + s).collect(Collectors.joining(" "))
        : "";
  }

  /**
   * A writer with a token is our own replay, which is no change to be replayed; one that only
   * claims to be must not evade capture, so the token is proven.
   */
  private String body() {
    return """
        begin
          if coalesce(current_setting('plimsoll.token', true), '') <> '' then
            perform plimsoll.check_epoch();
            return new;
          end if;
          if tg_level = 'ROW' then
            %s;
            return new;
          elsif tg_op = 'UPDATE' then
            %s;
          elsif tg_op = 'INSERT' then
            %s;
          elsif tg_op = 'DELETE' then
            %s;
          else
            %s;
          end if;
          if coalesce(current_setting('plimsoll.mark', true), '') <> '' then
            %s;
          end if;
          return null;
        end
        """
        .formatted(
            moved(),
            purpose == Purpose.REVERSE ? updateWithHash() : update(),
            insert(ks(), "select %s from new_rows n".formatted(columns(i -> "n." + key(i)))),
            deleted(),
            insert("whole", "select true"),
            insert("mark", "select current_setting('plimsoll.mark')"));
  }

  /** Unless capture was stopped; who cannot see that yet writes a key too many, never too few. */
  private String insert(String columns, String rows) {
    return """
        insert into %s (%s)
            select s.* from (%s) s
            where not exists (
              select from plimsoll.captured c where c.number = %d and not c.active)
        """
        .formatted(dirty(), columns, rows, number)
        .strip();
  }

  private String deleted() {
    return purpose == Purpose.REVERSE
        ? oldRows()
        : insert(ks(), "select %s from old_rows o".formatted(columns(i -> "o." + key(i))));
  }

  private String oldRows() {
    return insert(
        "before, " + ks(),
        "select %s, %s from old_rows o"
            .formatted(OldRowHash.of("o", table), columns(i -> "o." + key(i))));
  }

  /**
   * A row about to get another key, which may lead it into another partition: a MERGE that does
   * that shows it to no transition table. Anything else shows it a second time, which does no harm.
   */
  private String moved() {
    String both = "select %s union all select %s";
    String from = columns(i -> "old." + key(i));
    String to = columns(i -> "new." + key(i));
    return purpose == Purpose.REVERSE
        ? insert(
            "before, " + ks(),
            both.formatted(OldRowHash.of("old", table) + ", " + from, "null::bigint, " + to))
        : insert(ks(), both.formatted(from, to));
  }

  /**
   * By hash or sort, on disk if need be: a cached plan for one row must not be slow for millions.
   */
  private String update() {
    return insert(
        ks(),
        "select %s from old_rows o union select %s from new_rows n"
            .formatted(columns(i -> "o." + key(i)), columns(i -> "n." + key(i))));
  }

  /**
   * The old rows, and the keys that nobody had before: those first seen among the new rows. The
   * actions of foreign keys share the tables of the statement that caused them, so that a row can
   * be among the old ones twice, and among them under a key it was given a moment ago. Both tables
   * have a row for each change, in the same order; and as the key is not deferrable, nobody gets
   * one before the row that had it has lost it.
   */
  private String updateWithHash() {
    return """
        %s;
            if exists (select %s from new_rows n except all select %s from old_rows o) then
              %s;
            end if
        """
        .formatted(oldRows(), columns(i -> "n." + key(i)), columns(i -> "o." + key(i)), newKeys())
        .strip();
  }

  private String newKeys() {
    return insert(
        ks(),
        """
        select %3$s from (
              select %1$s, row_number() over () as i, false as old from new_rows n
              union all select %2$s, row_number() over (), true from old_rows o) q
            group by %3$s
            having coalesce(
              min(q.i) filter (where q.old) > min(q.i) filter (where not q.old),
              not bool_or(q.old))
        """
            .formatted(
                columns(i -> "n." + key(i) + " as k" + (i + 1)),
                columns(i -> "o." + key(i)),
                columns(i -> "q.k" + (i + 1)))
            .strip());
  }

  private String dirty() {
    return dirty(number);
  }

  static String dirty(int number) {
    return "plimsoll.dirty_" + number;
  }

  private String key(int i) {
    return ObjectName.quote(table.key().orElseThrow().columns().get(i));
  }

  private String ks() {
    return columns(i -> "k" + (i + 1));
  }

  private String columns(IntFunction<String> column) {
    return IntStream.range(0, table.key().orElseThrow().columns().size())
        .mapToObj(column)
        .collect(Collectors.joining(", "));
  }
}
