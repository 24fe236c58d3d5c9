package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.TableInfo;
import io.plimsoll.testing.Postgres;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresCatalogueTest {
  private static final Postgres SERVER = Postgres.one();

  private static final String TABLE = "create table t (a int primary key, b text)";

  private static final String FOREIGN_LEAF =
      "create foreign data wrapper w; create server s foreign data wrapper w;"
          + " create table root (a int) partition by range (a);"
          + " create table mid partition of root default partition by range (a);"
          + " create foreign table leaf partition of mid default server s";

  static Stream<Arguments> zoo() {
    return Stream.of(
        other("view public.v", "create view v as select * from t"),
        other("materialized view public.m", "create materialized view m as select * from t"),
        other("function public.f()", "create function f() returns int language sql as 'select 1'"),
        other("procedure public.p()", "create procedure p() language sql as 'select 1'"),
        other(
            "aggregate public.s(integer)",
            "create aggregate s(int) (sfunc = int4pl, stype = int, initcond = '0')"),
        other(
            "trigger g on public.t",
            "create trigger g before update on t for each row"
                + " execute function suppress_redundant_updates_trigger()"),
        other(
            "trigger plimsoll_g on public.t",
            "create trigger plimsoll_g before update on t for each row"
                + " execute function suppress_redundant_updates_trigger()"),
        other(
            "disabled constraint f on public.r",
            "create table r (a int constraint f references t); alter table r disable trigger all"),
        other("rule r on public.t", "create rule r as on delete to t do instead nothing"),
        other("policy p on public.t", "create policy p on t"),
        other("row security public.t", "alter table t enable row level security"),
        other("foreign partition public.leaf", FOREIGN_LEAF),
        other("partitioned table public.root", FOREIGN_LEAF),
        other("partition public.mid", FOREIGN_LEAF),
        other(
            "unlogged partition public.leaf",
            "create table root (a int) partition by range (a);"
                + " create unlogged table leaf partition of root default"),
        other(
            "partition public.leaf",
            "create table root (a int) partition by range (a);"
                + " create table leaf partition of root for values from (1) to (2);"
                + " create unlogged table more partition of root default"),
        other(
            "row security public.leaf",
            "create table root (a int) partition by range (a);"
                + " create table leaf partition of root default;"
                + " alter table leaf enable row level security"),
        other(
            "invalid index public.half",
            "create table root (a int) partition by range (a);"
                + " create table leaf partition of root default; create index half on only root (a)"),
        other(
            "trigger g on public.leaf",
            "create table root (a int) partition by range (a);"
                + " create table leaf partition of root default;"
                + " create trigger g before update on leaf for each row"
                + " execute function suppress_redundant_updates_trigger()"),
        other("inheritance table public.child", "create table child () inherits (t)"),
        other("inheritance table public.t", "create table child () inherits (t)"),
        other("unlogged table public.u", "create unlogged table u (a serial)"),
        other("unlogged sequence public.us", "create unlogged sequence us"),
        other(
            "typed table public.ty",
            "create type ct as (a int); create table ty of ct (primary key (a))"),
        other("composite type public.ct", "create type ct as (a int)"),
        other("enum public.mood", "create type mood as enum ('sad', 'ok')"),
        other("domain public.d", "create domain d as int check (value > 0)"),
        other("range type public.r", "create type r as range (subtype = float8)"),
        other("shell type public.sh", "create type sh"),
        other("collation public.c", "create collation c from \"C\""),
        other(
            "conversion public.c",
            "create conversion c for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8"),
        other(
            "operator public.===(integer,integer)",
            "create operator === (leftarg = int, rightarg = int, function = int4eq)"),
        other("operator family public.fam USING btree", "create operator family fam using btree"),
        other(
            "operator class public.oc USING btree",
            "create operator class oc for type int using btree as"
                + " operator 1 <, function 1 btint4cmp(int, int)"),
        other(
            "operator of a family operator 1 (integer, boolean) of pg_catalog.integer_ops USING"
                + " btree",
            "create function lt(int, bool) returns bool immutable language sql as 'select true';"
                + " create operator <<< (leftarg = int, rightarg = bool, function = lt);"
                + " alter operator family integer_ops using btree add operator 1 <<< (int, bool)"),
        other(
            "cast (pg_catalog.text AS integer[])",
            "create function f(text) returns int[] language sql as 'select array[1]';"
                + " create cast (text as int[]) with function f(text)"),
        other(
            "text search configuration public.tc",
            "create text search configuration tc (copy = simple)"),
        other(
            "text search dictionary public.td",
            "create text search dictionary td (template = simple)"),
        other(
            "text search template public.tt",
            "create text search template tt (lexize = dsimple_lexize)"),
        other(
            "text search parser public.tp",
            "create text search parser tp (start = prsd_start, gettoken = prsd_nexttoken,"
                + " end = prsd_end, lextypes = prsd_lextype)"),
        other("extension citext", "create extension citext"),
        other("language l", "create language l handler plpgsql_call_handler"),
        other(
            "event trigger e",
            "create function ef() returns event_trigger language plpgsql as 'begin end';"
                + " create event trigger e on ddl_command_end execute function ef()"),
        other("publication p", "create publication p for table t"),
        other(
            "subscription s",
            "create subscription s connection 'dbname=nowhere' publication p"
                + " with (connect = false, slot_name = none)"),
        other("foreign data wrapper w", "create foreign data wrapper w"),
        other(
            "foreign server s",
            "create foreign data wrapper w; create server s foreign data wrapper w"),
        other(
            "user mapping public on server s",
            "create foreign data wrapper w; create server s foreign data wrapper w;"
                + " create user mapping for public server s"),
        other(
            "foreign table public.ft",
            "create foreign data wrapper w; create server s foreign data wrapper w;"
                + " create foreign table ft (a int) server s"),
        other("statistics object public.st", "create statistics st on a, b from t"),
        other("large objects of the database", "select lo_create(0)"),
        other(
            "access method am", "create access method am type table handler heap_tableam_handler"),
        other(
            "table access method public.x using am",
            "create access method am type table handler heap_tableam_handler;"
                + " create table x (a int) using am"),
        other("grant SELECT on table public.t to public", "grant select on t to public"),
        other(
            "grant UPDATE on table column public.t.b to pg_monitor",
            "grant update (b) on t to pg_monitor"),
        other(
            "grant INSERT on table public.t to pg_monitor with grant option",
            "grant insert on t to pg_monitor with grant option"),
        other(
            "grant DELETE on table public.t taken from postgres",
            "revoke delete on t from postgres"),
        other(
            "grant USAGE on sequence public.q to public",
            "create sequence q; grant usage on sequence q to public"),
        other("grant CREATE on schema public to public", "grant create on schema public to public"),
        other(
            "grant EXECUTE on function pg_catalog.pg_ls_dir(pg_catalog.text) to pg_monitor",
            "grant execute on function pg_ls_dir(text) to pg_monitor"),
        other(
            "default privileges for role postgres in schema public on tables",
            "alter default privileges in schema public grant select on tables to public"),
        other(
            "database setting work_mem for all roles",
            "do $$ begin execute format('alter database %I set work_mem = ''8MB''',"
                + " current_database()); end $$"),
        other(
            "database setting lock_timeout for role postgres",
            "do $$ begin execute format('alter role postgres in database %I set lock_timeout ="
                + " ''8s''', current_database()); end $$"),
        other(
            "invalid index public.bad",
            "create index bad on t (b);"
                + " update pg_index set indisvalid = false where indexrelid = 'bad'::regclass"));
  }

  private static Arguments other(String text, String ddl) {
    return Arguments.of(text, ddl);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("zoo")
  void namesWhatNoTableCarries(String text, String ddl) {
    Databases database = Databases.on(SERVER, TABLE);
    assertThat(database.others()).isEmpty();
    database.execute(ddl.split(";(?![^$]*\\$\\$)"));
    assertThat(database.others()).contains(text).doesNotHaveDuplicates();
  }

  @Test
  void knowsATransform() {
    Databases database =
        Databases.on(
            SERVER,
            "create type ct as (a int)",
            "create function fs(internal) returns internal language internal immutable as 'textin'",
            "create function ts(internal) returns ct language internal immutable as 'textin'",
            "create transform for ct language sql (from sql with function fs(internal),"
                + " to sql with function ts(internal))");
    assertThat(database.others()).contains("transform for public.ct language sql");
  }

  @Test
  void namesTheTablespaceOfATableAndOfAnIndex() {
    SERVER.execute(
        "postgres", "set allow_in_place_tablespaces = on", "create tablespace fast location ''");
    Databases database =
        Databases.on(
            SERVER,
            "create table t (a int) tablespace fast",
            "create index i on t (a) tablespace fast");
    assertThat(database.others())
        .containsExactly("tablespace index public.i in fast", "tablespace public.t in fast");
  }

  @Test
  void coversEverySystemCatalogueOfTheServer() {
    List<String> catalogues =
        SERVER.query(
            "postgres",
            "select relname from pg_class where relkind = 'r'"
                + " and relnamespace = 'pg_catalog'::regnamespace");
    assertThat(ClosedWorld.CATALOGUES.keySet()).containsAll(catalogues);
  }

  @Test
  void asksEachCatalogueItSaysItLists() {
    assertThat(OtherKind.all())
        .extracting(OtherKind::catalogue)
        .containsAll(ClosedWorld.CATALOGUES.keySet().stream().filter(ClosedWorld::listed).toList());
  }

  @Test
  void leavesOutTheRunsOwnSchemaAndTriggers() {
    Databases database =
        Databases.on(
            SERVER,
            TABLE,
            "create schema plimsoll",
            "create table plimsoll.side (a serial primary key)",
            "create view plimsoll.v as select 1 as one",
            "create type plimsoll.mood as enum ('sad')",
            "grant usage on schema plimsoll to public",
            "create function plimsoll.fence() returns trigger language plpgsql"
                + " as 'begin return null; end'",
            "create trigger plimsoll_fence before insert on t for each statement"
                + " execute function plimsoll.fence()");
    assertThat(database.others()).isEmpty();
    assertThat(database.tables()).containsExactly(new ObjectName("public", "t"));
  }

  @Test
  void leavesTemporaryTablesToTheirSession() throws Exception {
    Databases database = Databases.on(SERVER, TABLE);
    try (var connection = SERVER.connect(database.name());
        var statement = connection.createStatement()) {
      statement.execute("create temporary table tmp (a int)");
      assertThat(database.others()).isEmpty();
      assertThat(database.tables()).hasSize(1);
    }
  }

  @Test
  void canBeReadByARoleWithoutAnyRight() {
    Databases database = Databases.on(SERVER, TABLE, "create view v as select 1 as one");
    SERVER.execute("postgres", "drop role if exists nobody_cat", "create role nobody_cat login");
    List<String> others =
        CatalogueSession.read(
            "poor",
            () ->
                java.sql.DriverManager.getConnection(SERVER.url(database.name()), "nobody_cat", ""),
            session ->
                new PostgresCatalogue(session)
                    .read().others().stream().map(o -> o.text()).toList());
    assertThat(others).containsExactly("view public.v");
  }

  @Test
  void describesColumnsInOrderWithoutDroppedOnes() {
    Databases database =
        Databases.on(
            SERVER,
            "create table t (a int, gone int, b varchar(3) not null,"
                + " c int generated always as (a + 1) stored, d numeric(10,2)[])",
            "alter table t drop column gone");
    TableInfo table = database.catalogue().tables().get(0);
    assertThat(table.columns())
        .containsExactly(
            new TableInfo.Column("a", "integer", true, false),
            new TableInfo.Column("b", "character varying(3)", false, false),
            new TableInfo.Column("c", "integer", true, true),
            new TableInfo.Column("d", "numeric(10,2)[]", true, false));
    assertThat(table.key()).isEmpty();
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        key("a int primary key", "t_pkey", true),
        key("a bigint, b uuid, primary key (b, a)", "t_pkey", true),
        key("a text primary key", "t_pkey", false),
        key("a text collate \"C\" primary key", "t_pkey", true),
        key("a varchar(9) collate \"POSIX\" primary key", "t_pkey", true),
        key("a char(9) collate \"C\" primary key", "t_pkey", false),
        key("a numeric primary key", "t_pkey", false),
        key("a date, b timestamp, c timestamptz, primary key (a, b, c)", "t_pkey", true),
        key("a int not null unique, b int primary key", "t_pkey", true),
        key("a int not null unique", "t_a_key", true),
        key("a text not null unique, b int not null unique", "t_b_key", true),
        key("a int, b text, primary key (a) include (b)", "t_pkey", true));
  }

  private static Arguments key(String columns, String name, boolean ranged) {
    return Arguments.of(columns, name, ranged);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("keys")
  void choosesTheKey(String columns, String name, boolean ranged) {
    Databases database = Databases.on(SERVER, "create table t (" + columns + ")");
    Optional<TableInfo.Key> key = database.catalogue().tables().get(0).key();
    assertThat(key).map(TableInfo.Key::name).contains(name);
    assertThat(key).map(TableInfo.Key::ranged).contains(ranged);
  }

  @Test
  void describesAPartitionedTableByItsRoot() {
    Databases database =
        Databases.on(
            SERVER,
            "create schema old",
            "create table root (a int, b int not null, unique (b, a)) partition by range (b)",
            "create table old.one partition of root for values from (0) to (10)",
            "create table two (b int not null, a int)",
            "alter table root attach partition two for values from (10) to (20)",
            "create table mid partition of root default partition by list (a)",
            "create table three partition of mid default",
            "alter table root alter a set not null",
            "insert into root select i, i from generate_series(0, 99) i",
            "analyze");
    assertThat(database.others()).isEmpty();
    assertThat(database.catalogue().tables())
        .singleElement()
        .satisfies(
            root -> {
              assertThat(root.name()).isEqualTo(new ObjectName("public", "root"));
              assertThat(root.columns())
                  .extracting(TableInfo.Column::name)
                  .containsExactly("a", "b");
              assertThat(root.key())
                  .contains(new TableInfo.Key("root_b_a_key", List.of("b", "a"), true));
              assertThat(root.estimatedRows()).isEqualTo(100);
              assertThat(root.bytes()).isEqualTo(3 * 8192 + freeSpace(database));
            });
  }

  /** What the server keeps beside the rows of the three partitions. */
  private static long freeSpace(Databases database) {
    return Long.parseLong(
        SERVER
            .query(
                database.name(),
                "select sum(pg_table_size(c) - pg_relation_size(c))"
                    + " from unnest(array['old.one', 'two', 'three']::regclass[]) c")
            .get(0));
  }

  @Test
  void saysWhyInheritanceIsRefused() {
    Databases database = Databases.on(SERVER, TABLE, "create table child () inherits (t)");
    assertThat(database.catalogue().others())
        .hasSize(2)
        .allMatch(
            o -> o.why().equals("tables that inherit without being partitions are not carried"));
  }

  @Test
  void namesTheColumnsOfTheKeyInItsOrderWithoutIncludedOnes() {
    Databases database =
        Databases.on(
            SERVER, "create table t (a int, b int, c int, primary key (c, a) include (b))");
    assertThat(database.catalogue().tables().get(0).key())
        .contains(new TableInfo.Key("t_pkey", List.of("c", "a"), true));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {
        "create unique index on t (a)",
        "create unique index on t (b) where b > 0",
        "create unique index on t (b, abs(b))",
        "alter table t add unique (b) deferrable",
        "create unique index bad on t (b);"
            + " update pg_index set indisvalid = false where indexrelid = 'bad'::regclass",
        "create index on t (b)"
      })
  void trustsNoKeyThatCanMissOrDoubleARow(String ddl) {
    Databases database = Databases.on(SERVER, "create table t (a int, b int not null)");
    database.execute(ddl.split(";"));
    assertThat(database.catalogue().tables().get(0).key()).isEmpty();
  }

  @Test
  void trustsNoNotNullThatWasNeverValidated() {
    Databases database =
        Databases.on(
            SERVER,
            "create table t (a int unique)",
            "insert into t values (null)",
            "alter table t add constraint nn not null a not valid");
    assertThat(database.catalogue().tables().get(0).key()).isEmpty();
  }

  @Test
  void rangesTextByTheDatabasesOwnOrderOnlyWhenThatIsBytes() {
    String bytes = "bytes_" + System.nanoTime();
    SERVER.execute(
        "postgres",
        "create database " + bytes + " template template0 locale 'C'",
        "create database "
            + bytes
            + "b template template0 locale_provider builtin"
            + " builtin_locale 'C'",
        "create database " + bytes + "i template template0 locale_provider icu icu_locale 'en'");
    for (String database : Set.of(bytes, bytes + "b", bytes + "i")) {
      var with = new Databases(SERVER, database).execute("create table t (a text primary key)");
      assertThat(with.catalogue().tables().get(0).key().orElseThrow().ranged())
          .as(database)
          .isEqualTo(!database.endsWith("i"));
    }
  }
}
