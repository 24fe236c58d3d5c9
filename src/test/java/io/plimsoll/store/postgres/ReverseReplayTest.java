package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Replay.Tick;
import io.plimsoll.store.Replay.Unexpected;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.postgres.ReplayedPair.Then;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReverseReplayTest {
  private static final String T = "create table t (id int primary key, name text)";
  private static final String ROWS =
      "insert into t select i, 'n' || i from generate_series(1, 9) i";
  private ReplayedPair pair;

  @AfterEach
  void close() {
    pair.close();
  }

  private ReplayedPair pair(String... ddl) {
    pair = new ReplayedPair(Purpose.REVERSE, ddl);
    return pair;
  }

  private List<String> here() {
    return pair.to.query("select * from t order by id");
  }

  private List<String> undo() {
    return pair.to.query(
        "select key ->> 'id', \"row\" ->> 'name' from plimsoll.undo where key is not null order by 1");
  }

  private List<String> quarantine() {
    return pair.to.query(
        "select key ->> 'id', other ->> 'name', here ->> 'name' from plimsoll.quarantine order by 1");
  }

  @Test
  void bringsChangesBackWhereTheRowsAreWhatWasChanged() {
    pair(T, ROWS);
    pair.from.execute(
        "update t set name = 'back' where id = 1",
        "update t set name = 'back again' where id = 1",
        "delete from t where id = 2",
        "update t set id = 30 where id = 3",
        "insert into t values (40, 'new')",
        "delete from t where id = 4",
        "insert into t values (4, 'anew')");
    pair.tick();
    pair.assertEqual();
  }

  @Test
  void findsEachKindOfRowThatIsNotWhatWasChanged() {
    pair(T, ROWS);
    pair.to.execute(
        "update t set name = 'corrupt' where id = 1",
        "delete from t where id = 2",
        "insert into t values (50, 'from nowhere')");
    pair.from.execute(
        "update t set name = 'changed' where id < 4", "insert into t values (50, 'new')");
    assertThat(pair.tick(pair.replay, Then.STOP))
        .containsExactly(new Unexpected(Database.named("t"), 3, List.of("1", "2", "50")));
    assertThat(here()).contains("1|corrupt", "3|n3", "50|from nowhere");
    assertThat(pair.replay.applied()).isEmpty();
    assertThat(pair.to.query("select * from plimsoll.undo")).isEmpty();
  }

  @Test
  void samplesTwentyOfManyKeys() {
    pair("create table t (a int, b text, primary key (b, a))");
    pair.from.execute("insert into t select i, 'b' from generate_series(1, 1000) i");
    pair.to.execute("insert into t select i, 'b' from generate_series(1, 500) i");
    List<Unexpected> found = pair.tick(pair.replay, Then.STOP);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).rows()).isEqualTo(500);
    assertThat(found.get(0).sample()).hasSize(20).contains("b/1", "b/10");
  }

  @Test
  void setsAsideBothVersionsAndBringsTheRest() {
    pair(T, ROWS);
    pair.to.execute(
        "update t set name = 'corrupt' where id = 1",
        "delete from t where id = 2",
        "insert into t values (50, 'from nowhere')",
        "update t set name = 'corrupt' where id = 4");
    pair.from.execute(
        "update t set name = 'changed' where id < 4",
        "insert into t values (50, 'new')",
        "delete from t where id = 4");
    assertThat(pair.tick(pair.replay, Then.SET_ASIDE)).hasSize(1);
    assertThat(here())
        .containsExactly(
            "1|corrupt",
            "3|changed",
            "4|corrupt",
            "5|n5",
            "6|n6",
            "7|n7",
            "8|n8",
            "9|n9",
            "50|from nowhere");
    assertThat(quarantine())
        .containsExactly(
            "1|changed|corrupt", "2|changed|null", "4|null|corrupt", "50|new|from nowhere");
    assertThat(undo()).containsExactly("3|n3");
    pair.from.execute("update t set name = 'later' where id = 1");
    assertThat(pair.tick(pair.replay, Then.SET_ASIDE)).hasSize(1);
    assertThat(quarantine()).contains("1|later|corrupt").hasSize(4);
  }

  @Test
  void readsBackWithoutTheRowsSetAside() {
    pair(T, ROWS);
    pair.to.execute("update t set name = 'corrupt' where id = 1");
    pair.from.execute("update t set name = 'changed' where id < 4");
    try (var moment = pair.captured.moment();
        Tick tick = pair.replay.begin(moment.watermark())) {
      Changed t = moment.changed("t");
      tick.keys(t, sink -> moment.keys(t, sink));
      tick.unexpected();
      tick.setAside();
      tick.delete();
      tick.rows(t, sink -> moment.rows(t, ReplayedPair.SEED, sink));
      assertThat(tick.readBack(t).rows()).isEqualTo(2);
    }
  }

  @Test
  void doesNotOverwriteWhatWasNotCompared() {
    pair(T, ROWS);
    pair.to.execute("update t set name = 'corrupt' where id = 1");
    pair.from.execute("update t set name = 'changed' where id < 4");
    try (var moment = pair.captured.moment();
        Tick tick = pair.replay.begin(moment.watermark())) {
      Changed t = moment.changed("t");
      tick.keys(t, sink -> moment.keys(t, sink));
      assertThatThrownBy(tick::delete).isInstanceOf(IllegalStateException.class);
      assertThat(tick.unexpected()).hasSize(1);
      assertThatThrownBy(tick::delete).isInstanceOf(IllegalStateException.class);
    }
    assertThat(here()).contains("1|corrupt", "2|n2");
  }

  /** A row that changes between our look at it and its deletion is not overwritten unseen. */
  @Test
  void failsWhenARowChangesBehindTheComparison() {
    pair(T, ROWS);
    pair.from.execute("update t set name = 'changed' where id = 1");
    try (var moment = pair.captured.moment();
        Tick tick = pair.replay.begin(moment.watermark())) {
      Changed t = moment.changed("t");
      tick.keys(t, sink -> moment.keys(t, sink));
      assertThat(tick.unexpected()).isEmpty();
      pair.to.execute("update t set name = 'corrupt' where id = 1");
      assertThatThrownBy(tick::delete)
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.worthAnotherTry()).isTrue());
    }
    assertThat(pair.tick(pair.replay, Then.STOP)).hasSize(1);
    assertThat(here()).contains("1|corrupt");
  }

  @Test
  void undoKeepsEachRowAsItWasBeforeTheFirstChangeBroughtBack() {
    pair(T, ROWS);
    for (String name : List.of("first", "second")) {
      pair.from.execute(
          "update t set name = '%s' where id = 1".formatted(name),
          "insert into t values (60, '%1$s') on conflict (id) do update set name = '%1$s'"
              .formatted(name));
      pair.tick();
    }
    pair.from.execute("delete from t where id in (1, 9)");
    pair.tick();
    assertThat(undo()).containsExactly("1|n1", "60|null", "9|n9");
    pair.from.execute("truncate t", "insert into t values (1, 'x'), (70, 'x')");
    pair.tick();
    pair.from.execute("update t set name = 'y'");
    pair.tick();
    pair.assertEqual();
    assertThat(undo())
        .containsExactly(
            "1|n1", "2|n2", "3|n3", "4|n4", "5|n5", "6|n6", "60|null", "7|n7", "8|n8", "9|n9");
  }

  @Test
  void whatIsKeptCanBeMadeIntoTheSameRowsAgain() {
    pair(
        "create type mood as enum ('sad', 'happy')",
        """
        create table t (id numeric(8,3) primary key, g int generated always as (1) stored, f real,
          d double precision, n numeric, by bytea, j json, a int[], ts timestamptz, iv interval,
          c char(5), m mood, x xml, "row" money, key bit(3))
        """,
        """
        insert into t values (1.250, default, 'NaN', '-0', '1.10', '\\x00ff', '{"b": 1,  "a": 1, "b": 2}',
          '[5:6]={1,NULL}', 'infinity', '1 mon -1 day', 'ab', 'sad', '<a>ü</a>', '12.34', '101'),
          (2, default, 1e-45, 0.1, 'Infinity', '', null, '{}', '2024-03-31 01:30:00.000001+00', '0',
          '', null, null, null, null)
        """);
    List<String> before = pair.to.query("select t::text from t order by id");
    pair.from.execute("update t set f = 0, by = null");
    pair.tick();
    pair.assertEqual();
    Map<String, String> types = new LinkedHashMap<>();
    for (String column :
        pair.to.query(
            """
            select attname, format_type(atttypid, atttypmod) from pg_attribute
            where attrelid = 't'::regclass and attnum > 0 and attgenerated = '' order by attnum
            """)) {
      String[] part = column.split("\\|");
      types.put(ObjectName.quote(part[0]), part[1]);
    }
    String columns = String.join(", ", types.keySet());
    String select =
        types.entrySet().stream()
            .map(
                t ->
                    "(u.\"row\" ->> '%s')::%s"
                        .formatted(t.getKey().replace("\"", ""), t.getValue()))
            .collect(Collectors.joining(", "));
    pair.to.execute(
        "truncate t",
        "insert into t (%s) select %s from plimsoll.undo u".formatted(columns, select));
    assertThat(pair.to.query("select t::text from t order by id")).isEqualTo(before);
  }

  @Test
  void takesManyKeysBack() {
    pair(
        "create table t (id int primary key, name text)",
        "insert into t select i, 'x' from generate_series(1, 120000) i");
    pair.to.execute("update t set name = 'corrupt' where id % 1000 = 0");
    pair.from.execute("update t set name = 'y' where id <= 100000");
    List<Unexpected> found = pair.tick(pair.replay, Then.SET_ASIDE);
    assertThat(found.get(0).rows()).isEqualTo(100);
    assertThat(pair.to.query("select count(*) from t where name = 'y'")).containsExactly("99900");
    assertThat(pair.to.query("select count(*) from plimsoll.quarantine")).containsExactly("100");
    assertThat(pair.to.query("select count(*) from plimsoll.undo")).containsExactly("99900");
  }
}
