package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Replay.Tick;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Watermark;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresReplayTest {
  private static final String T = "create table t (id int primary key, name text)";
  private ReplayedPair pair;

  @AfterEach
  void close() {
    pair.close();
  }

  private ReplayedPair pair(String... ddl) {
    pair = new ReplayedPair(Purpose.FORWARD, ddl);
    return pair;
  }

  private void change(String... sql) {
    pair.from.execute(sql);
  }

  private void tickAndCompare() {
    pair.tick();
    pair.assertEqual();
  }

  @Test
  void bringsInsertsUpdatesAndDeletesOver() {
    pair(T);
    change("insert into t select i, 'n' || i from generate_series(1, 10) i");
    tickAndCompare();
    change(
        "update t set name = null where id < 3",
        "delete from t where id = 5",
        "insert into t values (11, 'new'), (12, 'short-lived')",
        "delete from t where id = 12",
        "update t set id = 100 where id = 7");
    tickAndCompare();
    assertThat(pair.to.query("select count(*) from t")).containsExactly("10");
  }

  @Test
  void movesUniqueValuesAndKeysBetweenRows() {
    pair(
        "create table t (id int primary key, slot int not null unique)",
        "insert into t values (1, 10), (2, 20), (3, 30)");
    change(
        "begin; update t set slot = -1 where id = 1; update t set slot = 10 where id = 2;"
            + " update t set slot = 20 where id = 1; commit");
    tickAndCompare();
    change(
        "begin; update t set id = -1 where id = 1; update t set id = 1 where id = 2;"
            + " update t set id = 2 where id = -1; commit");
    tickAndCompare();
  }

  @Test
  void findsRowsByAnyKey() {
    pair(
        "create extension citext",
        "create domain short as varchar(20)",
        "create table \"Odd \"\"name\" (\"K 1\" text, before uuid, k2 short collate \"C\", aside numeric(10,3),"
            + " \"select\" int, primary key (before, \"K 1\", aside, k2))",
        "create table c (id citext primary key, v int)",
        "create table b (id bytea not null, at timestamptz not null, v int, unique (at, id))",
        "create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        "create table n (id text collate nocase primary key, v int)");
    change(
        "insert into \"Odd \"\"name\" select 'a''\"\\' || i, gen_random_uuid(), 'x' || i, i + 0.125, i from generate_series(1, 50) i",
        "insert into c values ('A', 1), ('b', 2)",
        "insert into b select decode('00ff', 'hex') || int4send(i), 'epoch'::timestamptz + i * interval '1us', i from generate_series(1, 50) i",
        "insert into n values ('Anna', 1), ('Bob', 2)");
    tickAndCompare();
    change(
        "update \"Odd \"\"name\" set \"select\" = -1 where \"select\" % 3 = 0",
        "update \"Odd \"\"name\" set \"K 1\" = '' where \"select\" = 4",
        "delete from \"Odd \"\"name\" where \"select\" % 5 = 0",
        "update c set id = 'a', v = 7 where id = 'A'",
        "update b set v = 0 where v % 2 = 0",
        "update n set id = 'ANNA' where id = 'Anna'");
    tickAndCompare();
  }

  @Test
  void writesIdentityAndLeavesGeneratedColumnsToTheServer() {
    pair(
        "create table t (id bigint generated always as identity primary key, twice int generated always as (a * 2) stored,"
            + " a int, thrice int generated always as (a * 3) virtual)");
    change("insert into t (a) values (1), (2), (3)");
    tickAndCompare();
    change("update t set a = 5 where id = 2", "delete from t where id = 1");
    tickAndCompare();
  }

  @Test
  void letsNoTriggerOrForeignKeyFire() {
    pair(
        "create table a (id int primary key, b int)",
        "create table b (id int primary key, a int references a on delete cascade)",
        "alter table a add foreign key (b) references b on delete cascade deferrable initially deferred",
        "create table child (id int primary key, parent int references child on delete cascade)");
    pair.to.execute(
        "create function no() returns trigger language plpgsql as $$ begin raise exception 'fired'; end $$",
        "create trigger no before insert or update or delete on a for each row execute function no()",
        "create trigger no2 after insert or delete on child execute function no()");
    change(
        "begin; insert into a values (1, 1), (2, 2); insert into b values (1, 1), (2, 2); commit",
        "insert into child values (1, null), (2, 1), (3, 2)");
    tickAndCompare();
    change("update child set parent = null where id = 2", "update a set b = 2 where id = 1");
    tickAndCompare();
    change("delete from a where id = 2");
    tickAndCompare();
  }

  @Test
  void passesThroughDeferredAndExclusionConstraints() {
    pair(
        "create extension btree_gist",
        "create table d (id int primary key, slot int, unique (slot) deferrable initially deferred)",
        "create table x (id int primary key, room int, during int4range,"
            + " exclude using gist (room with =, during with &&))",
        "insert into d values (1, 1), (2, 2), (3, null), (4, null)",
        "insert into x values (1, 7, '[1,5)'), (2, 7, '[5,9)'), (3, 8, '[1,9)')");
    change(
        "begin; update d set slot = 3 - slot where id < 3; update d set slot = null where id = 2; commit",
        "begin; delete from x where id = 2; update x set during = '[3,7)' where id = 1;"
            + " insert into x values (2, 7, '[7,8)'); commit");
    tickAndCompare();
  }

  /** The server's own check is a trigger, and triggers are silent. */
  @Test
  void refusesWhatADeferredConstraintWouldRefuse() {
    pair(
        "create extension btree_gist",
        "create table d (id int primary key, slot int, unique (slot) deferrable initially deferred)",
        "create table x (id int primary key, lo int, hi int, live boolean,"
            + " exclude using gist (int4range(lo, hi) with &&) where (live) deferrable)");
    pair.damage("insert into d values (9, 5)", "insert into x values (9, 1, 5, true)");
    change("insert into x values (1, 4, 6, false)", "insert into d values (1, 4)");
    pair.tick();
    change("insert into d values (2, 5)");
    assertThatThrownBy(() -> pair.tick())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("public.d: ")
        .hasMessageContaining("d_slot_key");
    change("delete from d where id = 2", "update x set live = true where id = 1");
    assertThatThrownBy(() -> pair.tick()).hasMessageContaining("x_int4range_excl");
    assertThat(pair.to.query("select id from x order by id")).containsExactly("1", "9");
  }

  @Test
  void replacesAnObjectThatWasEmptied() {
    pair(T, "insert into t select i, 'x' from generate_series(1, 100) i");
    change("truncate t", "insert into t values (5, 'after'), (500, null)");
    tickAndCompare();
    change("truncate t");
    tickAndCompare();
    assertThat(pair.to.query("select count(*) from t")).containsExactly("0");
  }

  @Test
  void anEmptyTickMovesTheWatermark() {
    pair(T);
    assertThat(pair.replay.applied()).isEmpty();
    for (String at : List.of("10:20:", "30:40:35")) {
      try (Tick tick = pair.replay.begin(new Watermark(at))) {
        assertThat(tick.unexpected()).isEmpty();
        tick.delete();
        tick.commit();
      }
      assertThat(pair.replay.applied()).contains(new Watermark(at));
    }
    assertThat(pair.to.query("select tick from plimsoll.replayed")).containsExactly("2");
  }

  @Test
  void leavesNothingOfATickThatWasNotCommitted() {
    pair(T, "insert into t values (1, 'old')");
    change("update t set name = 'new'", "insert into t values (2, 'two')");
    try (var moment = pair.captured.moment();
        Tick tick = pair.replay.begin(moment.watermark())) {
      Changed t = moment.changed("t");
      tick.keys(t, sink -> moment.keys(t, sink));
      tick.delete();
      tick.rows(t, sink -> moment.rows(t, ReplayedPair.SEED, sink));
    }
    assertThat(pair.to.query("select * from t")).containsExactly("1|old");
    assertThat(pair.replay.applied()).isEmpty();
    tickAndCompare();
  }

  @Test
  void takesAHundredThousandKeysAndLargeValuesInOneTick() {
    pair(
        "create table t (id uuid primary key, n int, name text)",
        "create table large (id int primary key, v bytea, t text)",
        "insert into t select md5(i::text)::uuid, i, repeat('x', i % 50) from generate_series(1, 150000) i");
    change(
        "update t set n = -n where n <= 70000",
        "delete from t where n > 120000",
        "insert into large select i, decode(repeat('00ff', 3000000), 'hex'), repeat('ü', 2000000) from generate_series(1, 2) i",
        "insert into large values (4, null, null), (5, '', '')");
    tickAndCompare();
    change("update large set v = null where id = 1");
    tickAndCompare();
  }

  @Test
  void readsBackWhatIsReallyThere() {
    pair(T);
    pair.to.execute(
        "create function bend() returns trigger language plpgsql as $$ begin new.name := 'bent'; return new; end $$",
        "create trigger bend before insert on t for each row when (new.id = 3) execute function bend()",
        "alter table t enable always trigger bend");
    change("insert into t select i, 'straight' from generate_series(1, 5) i");
    assertThatThrownBy(() -> pair.tick()).isInstanceOf(AssertionError.class);
    assertThat(pair.to.query("select * from t")).isEmpty();
    change("delete from t where id = 3");
    tickAndCompare();
  }

  @Test
  void refusesAStreamThatIsNotWhole() {
    pair(T);
    change("insert into t values (1, 'a'), (2, 'b')");
    Changed t = new Changed(Database.named("t"), 2, false);
    List<String> broken =
        List.of("select id, name from t", "select id::bigint from t", "select null::int from t");
    for (String keys : broken) {
      try (Tick tick = pair.replay.begin(new Watermark("1:1:"))) {
        assertThatThrownBy(() -> tick.keys(t, sink -> pair.copy(keys, sink)))
            .as(keys)
            .isInstanceOf(StoreException.class);
      }
    }
    try (Tick tick = pair.replay.begin(new Watermark("1:1:"))) {
      assertThatThrownBy(
              () ->
                  tick.keys(
                      t,
                      sink ->
                          pair.copy(
                              "select id from t",
                              (bytes, offset, length) -> {
                                if (length > 2) {
                                  sink.accept(bytes, offset, length);
                                }
                              })))
          .hasMessageContaining("cut off after 2 rows");
    }
    tickAndCompare();
  }

  /** The other side's failure in mid-stream must not leave a copy behind that nobody ends. */
  @Test
  void goesOnAfterTheOtherSideFailedInMidStream() {
    pair(T);
    change("insert into t values (1, 'a'), (2, 'b')");
    try (var moment = pair.captured.moment();
        Tick tick = pair.replay.begin(moment.watermark())) {
      Changed t = moment.changed("t");
      tick.keys(t, sink -> moment.keys(t, sink));
      tick.delete();
      assertThatThrownBy(
              () ->
                  tick.rows(
                      t,
                      sink -> {
                        sink.accept(BinaryCopy.header(), 0, BinaryCopy.HEADER_LENGTH);
                        throw new StoreException("the other side is gone", true, null);
                      }))
          .hasMessage("the other side is gone");
      assertThatThrownBy(tick::commit).isInstanceOf(IllegalStateException.class);
    }
    tickAndCompare();
  }

  @Test
  void saysThatAColumnIsOfAnotherTypeNow() {
    pair(T);
    pair.from.execute("alter table t alter column id type bigint");
    change("insert into t values (1, 'a')");
    Changed t = new Changed(Database.named("t"), 1, false);
    try (Tick tick = pair.replay.begin(new Watermark("1:1:"))) {
      tick.keys(t, sink -> pair.copy("select id::int from t", sink));
      tick.delete();
      assertThatThrownBy(() -> tick.rows(t, sink -> pair.copy("select id, name from t", sink)))
          .hasMessageContaining(
              "public.t, whose columns are no longer the same on both sides (put them back");
    }
    pair.from.execute("alter table t alter column id type int");
    tickAndCompare();
  }

  @Test
  void refusesToBeLedInAnotherOrder() {
    pair(T, "insert into t values (1, 'old')");
    change("update t set name = 'new'");
    try (var moment = pair.captured.moment();
        Tick tick = pair.replay.begin(moment.watermark())) {
      Changed t = moment.changed("t");
      assertThatThrownBy(() -> pair.replay.begin(moment.watermark()))
          .isInstanceOf(IllegalStateException.class);
      tick.keys(t, sink -> moment.keys(t, sink));
      List<Runnable> early =
          List.of(
              () -> tick.rows(t, sink -> {}), () -> tick.readBack(t), tick::setAside, tick::commit);
      early.forEach(
          step -> assertThatThrownBy(step::run).isInstanceOf(IllegalStateException.class));
      tick.delete();
      assertThatThrownBy(tick::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("without the rows of public.t");
    }
    assertThat(pair.to.query("select * from t")).containsExactly("1|old");
  }
}
