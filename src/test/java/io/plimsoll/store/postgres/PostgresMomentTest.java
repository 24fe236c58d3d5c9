package io.plimsoll.store.postgres;

import static io.plimsoll.store.ChangeFeed.Purpose.FORWARD;
import static io.plimsoll.store.ChangeFeed.Purpose.REVERSE;
import static io.plimsoll.store.postgres.FencedStore.node;
import static io.plimsoll.store.postgres.FencedStore.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.GuardId;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Moment;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.StoreException.Fenced;
import io.plimsoll.store.Watermark;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Keys and rows of one moment, what was replayed before it, and what it says of its own capture.
 */
class PostgresMomentTest {
  private final CapturedStore store =
      new CapturedStore(
          "create table t (id int primary key, v text, twice text generated always as (v || v)"
              + " stored)",
          "create table other (a bigint generated always as identity, b text,"
              + " primary key (b, a))",
          "insert into t select i, 'value ' || i from generate_series(1, 9) i",
          "insert into other (b) select 'key number ' || i from generate_series(1, 9) i");

  @AfterEach
  void close() {
    store.close();
  }

  private static Changed only(Moment moment) {
    assertThat(moment.changed()).hasSize(1);
    return moment.changed().get(0);
  }

  @Test
  void readsKeysAndRowsAsTheyWereAtOnce() {
    store.capturing(FORWARD, "t", "other").client("update t set v = 'at once' where id in (1, 2)");
    try (Moment moment = store.moment("t", "other")) {
      store.client("delete from t where id = 1", "update t set v = 'later' where id in (2, 3)");
      assertThat(CapturedStore.keys(moment, only(moment))).containsExactlyInAnyOrder("1", "2");
      assertThat(CapturedStore.rows(moment, only(moment)))
          .containsExactlyInAnyOrder("1|at once", "2|at once");
    }
    assertThat(store.keys("t")).containsExactly("1", "2", "3");
  }

  @Test
  void hashesRowsLikeAReaderOfTheWholeObject() {
    store.capturing(FORWARD, "t").client("update t set v = v || '!'");
    try (Moment moment = store.moment("t");
        var reader = moment.view().reader()) {
      assertThat(moment.rows(only(moment), BlockSink.NONE))
          .isEqualTo(reader.read(Chunk.whole(Database.named("t")), BlockSink.NONE))
          .isEqualTo(moment.rows(new Changed(Database.named("t"), 0, true), BlockSink.NONE));
    }
  }

  @Test
  void streamsKeysOfSeveralColumnsInTheirOrder() {
    store.capturing(FORWARD, "other").client("delete from other where a in (3, 4)");
    assertThat(store.keys("other")).containsExactly("key number 3|3", "key number 4|4");
  }

  @Test
  void showsOnlyWhatIsNotAppliedYetAndForgetsExactlyThat() throws Exception {
    store.capturing(FORWARD, "t").client("delete from t where id = 1");
    try (Connection open = store.connect()) {
      open.setAutoCommit(false);
      run(open, "delete from t where id = 2");
      store.client("delete from t where id = 3");
      Watermark first;
      try (Moment moment = store.moment("t")) {
        first = moment.watermark();
        assertThat(CapturedStore.keys(moment, only(moment))).containsExactlyInAnyOrder("1", "3");
      }
      store.client("delete from t where id = 4");
      open.commit();
      try (Moment moment = store.moment(first, "t")) {
        assertThat(CapturedStore.keys(moment, only(moment))).containsExactlyInAnyOrder("2", "4");
      }
      assertThat(store.changes.backlog(100)).isEqualTo(4);
      assertThat(store.changes.backlog(3)).isEqualTo(3);
      store.changes.forget(node(1), first);
      assertThat(store.database.query("select k1 from plimsoll.dirty_1 order by 1"))
          .containsExactly("2", "4");
      try (Moment moment = store.moment(first, "t")) {
        store.changes.forget(node(1), moment.watermark());
      }
      assertThat(store.changes.backlog(100)).isZero();
    }
  }

  @Test
  @Tag("F42")
  void forgetsNothingForANodeThatIsNotInCharge() {
    store.capturing(FORWARD, "t").client("delete from t where id = 1");
    try (Moment moment = store.moment("t")) {
      Watermark seen = moment.watermark();
      assertThatThrownBy(() -> store.changes.forget(node(2), seen)).isInstanceOf(Fenced.class);
      assertThatThrownBy(() -> store.changes.stop(node(2))).isInstanceOf(Fenced.class);
    }
    assertThat(store.keys("t")).containsExactly("1");
  }

  @Test
  void keepsBothEventsOfTwoWritersOfOneKey() throws Exception {
    store.capturing(REVERSE, "t");
    String before = hash(1);
    try (Connection first = store.connect()) {
      first.setAutoCommit(false);
      run(first, "update t set v = 'one' where id = 1");
      var second =
          CompletableFuture.runAsync(() -> store.client("update t set v = 'two' where id = 1"));
      awaitBlocked();
      Watermark none;
      try (Moment moment = store.moment("t")) {
        none = moment.watermark();
        assertThat(moment.changed()).isEmpty();
      }
      first.commit();
      second.get(30, TimeUnit.SECONDS);
      try (Moment moment = store.moment(none, "t")) {
        assertThat(CapturedStore.keys(moment, only(moment))).containsExactly("1|" + before);
        assertThat(CapturedStore.rows(moment, only(moment))).containsExactly("1|two");
      }
      assertThat(store.changes.backlog(10)).isEqualTo(2);
    }
  }

  private void awaitBlocked() throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      if (!store.database.query("select 1 from pg_locks where not granted").isEmpty()) {
        return;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("nobody waits");
  }

  private String asPinned(String query) throws SQLException {
    try (Connection session = store.connect();
        var statement = session.createStatement()) {
      for (String setting : OldRowHash.SETTINGS) {
        statement.execute("set " + setting);
      }
      try (var row = statement.executeQuery(query)) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private String hash(int id) {
    return hash("t", "id = " + id);
  }

  private String hash(String table, String condition) {
    String hash = OldRowHash.of("r", store.database.table(Database.named(table)));
    return store
        .database
        .query("select %s from %s r where %s".formatted(hash, table, condition))
        .get(0);
  }

  @Test
  void hashesTheRowAsItWasBeforeTheFirstChange() {
    String one = hash(1);
    String two = hash(2);
    String three = hash(3);
    store
        .capturing(REVERSE, "t")
        .client(
            "update t set v = 'a' where id = 1",
            "update t set v = 'b' where id = 1",
            "delete from t where id = 2",
            "insert into t values (2, 'again')",
            "insert into t values (20, 'new')",
            "update t set v = 'newer' where id = 20",
            "update t set id = 30 where id = 3");
    assertThat(store.keys("t"))
        .containsExactlyInAnyOrder("1|" + one, "2|" + two, "3|" + three, "20|null", "30|null");
  }

  /** Statement triggers fire inside out, and for a MERGE in an order of their own. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        // A trigger of the user's changes the same row again.
        "after update # update t set v = v || '!' where id = new.id and v not like '%!'"
            + " # update t set v = 'outer' where id = 1",
        "after insert # delete from t where id = new.id and v = 'brief'"
            + " # delete from t where id = 1; insert into t values (1, 'brief')",
        // One that makes room for the row.
        "before insert # delete from t where id = new.id # insert into t values (1, 'instead')",
        "after delete # insert into t values (old.id, 'back') # delete from t where id = 1",
        // One statement deletes and inserts one key.
        "before truncate # null # merge into t using (values (1, 'd'), (100, 'i')) n(id, what)"
            + " on t.id = n.id when matched then delete"
            + " when not matched then insert values (1, 'merged')",
        "before truncate # null # with gone as (delete from t where id < 5 returning id)"
            + " insert into t select id, 'again' from gone limit 1",
        "before truncate # null # begin; update t set v = 'a' where id = 1;"
            + " update t set v = 'b' where id = 1; commit; update t set v = 'c' where id = 1"
      })
  void knowsTheRowThatTheFirstTransactionFound(String event, String nested, String change) {
    String one = hash(1);
    store.client(
        "create function again() returns trigger language plpgsql as $$ begin %s; return new; end $$"
            .formatted(nested.equals("null") ? "null" : nested),
        "create trigger again %s on t for each %s execute function again()"
            .formatted(event, event.endsWith("truncate") ? "statement" : "row"));
    store.capturing(REVERSE, "t").client(change);
    assertThat(store.keys("t"))
        .filteredOn(key -> key.startsWith("1|"))
        .singleElement()
        .asString()
        .satisfies(key -> assertThat(key.substring(2).split(",")).contains(one));
  }

  /** The actions of foreign keys show their rows to the trigger of what caused them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        // Its own friend follows its key.
        "update friend set id = 2 where id = 1 # 2 # null",
        "update friend set id = 2 where id = 1 # 1 # old",
        // It goes where somebody was, and somebody goes where it was.
        "update friend set id = id - 1 where id in (4, 5) # 4 # old",
        "update friend set id = id - 1 where id in (4, 5) # 3 # null",
        // A key of two parts passes through one that nobody ever sees.
        "update friend set id = 6 where id = 5 # (6,5) # null",
        "update friend set id = 6 where id = 5 # (5,5) # old"
      })
  void knowsWhoHadAKeyBeforeForeignKeysHandedItOn(String change, String key, String expected) {
    store.client(
        "create table friend (id int primary key, of int references friend on update cascade)",
        "insert into friend values (1, 1), (4, 4), (5, 4)",
        """
        create table pair (a int references friend on update cascade,
          b int references friend on update cascade, primary key (a, b))
        """,
        "insert into pair values (5, 5)");
    String table = key.startsWith("(") ? "pair" : "friend";
    String where = key.startsWith("(") ? "(a, b) = " + key : "id = " + key;
    String old = expected.equals("old") ? hash(table, where) : "null";
    store.capturing(REVERSE, "friend", "pair").client(change);
    String id = key.replaceAll("[()]", "").replace(',', '|') + "|";
    assertThat(store.keys(table))
        .filteredOn(k -> k.startsWith(id))
        .singleElement()
        .asString()
        .satisfies(k -> assertThat(k.substring(id.length()).split(",")).contains(old));
  }

  @Test
  void knowsThatARowWasThereWhenKeysMoveUp() {
    String two = hash("t", "id = 2");
    store.capturing(REVERSE, "t").client("update t set id = id - 1 where id < 4");
    assertThat(store.keys("t")).contains("2|" + two, "0|null");
  }

  @Test
  void doesNotTakeTheRowOfALaterTransactionForTheFirst() {
    String one = hash(1);
    store
        .capturing(REVERSE, "t")
        .client(
            "update t set v = 'a' where id = 1",
            "delete from t where id = 1",
            "insert into t values (1, 'b')");
    assertThat(store.keys("t")).containsExactly("1|" + one);
  }

  @Test
  void pinsNoSettingThatNoColumnDependsOn() {
    store.client(
        "create table e (id int primary key, b bytea, at date[])",
        "create type mood as enum ('sad')",
        "create table own (id int primary key, m mood)");
    store.capturing(REVERSE, "t", "e", "own");
    assertThat(
            store.database.query(
                "select array_to_string(proconfig, ' ') from pg_proc"
                    + " where proname ~ '^capture_\\d$' order by proname"))
        .satisfiesExactly(
            t -> assertThat(t).startsWith("search_path=").doesNotContain("Style", "bytea"),
            e -> assertThat(e).contains("DateStyle", "bytea_output").doesNotContain("lc_monetary"),
            own -> assertThat(own).contains("IntervalStyle", "lc_monetary", "xmloption"));
  }

  @Test
  void hashesAlikeWhateverTheClientsSettings() throws SQLException {
    store.client(
        "create table d (id int primary key, at timestamptz(3), f float8, b bytea, r real[],"
            + " n numeric(8,2), span interval, day date, days timestamp(0)[])");
    store.client(
        "insert into d values (1, now(), 1.0 / 3, 'x', '{0.1}', 1.5, '1 mon 2 days', now(),"
            + " '{2009-02-03}')");
    store.capturing(REVERSE, "d");
    String row = OldRowHash.of("d", store.database.table(Database.named("d")));
    String expected = asPinned("select " + row + " from d");
    store.client(
        "set timezone = 'Asia/Tokyo'; set datestyle = 'ISO, DMY'; set intervalstyle = 'iso_8601'; set extra_float_digits = -5;"
            + " set bytea_output = 'escape'; delete from d");
    assertThat(store.keys("d")).containsExactly("1|" + expected);
  }

  @Test
  @Tag("F14")
  void showsAMarkOnlyWhenItCameThroughEveryObject() {
    store.capturing(FORWARD, "t", "other");
    String mark = store.changes.mark(CapturedStore.names("t", "other"));
    String half = store.changes.mark(CapturedStore.names("t"));
    try (Moment moment = store.moment("t", "other")) {
      assertThat(moment.marks()).containsExactly(mark).doesNotContain(half);
      assertThat(moment.changed()).isEmpty();
    }
    store.client("alter table other disable trigger all");
    String lost = store.changes.mark(CapturedStore.names("t", "other"));
    try (Moment moment = store.moment("t", "other")) {
      assertThat(moment.marks()).doesNotContain(lost);
      assertThat(moment.changedCapture()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "alter table t disable trigger all # disabled",
        "alter table t disable trigger plimsoll_capture_1_update;"
            + " alter table t enable always trigger plimsoll_capture_1_update"
            + " # trigger plimsoll_capture_1_update",
        "alter table t add column more int # column 4",
        "alter table t alter column v set not null # column 2",
        "create table kid () inherits (t) # public.kid",
        "alter table t rename to moved; create table t (like moved including all) # public.moved",
        "create or replace function plimsoll.capture_1() returns trigger language plpgsql"
            + " as 'begin return null; end' # function capture_1"
      })
  @Tag("F28")
  void saysWhatIsNotAsInstalled(String ddl, String word) {
    store.capturing(FORWARD, "t", "other");
    try (Moment before = store.moment("t", "other")) {
      assertThat(before.changedCapture()).isEmpty();
    }
    store.client(ddl);
    try (Moment moment = store.moment("t", "other")) {
      assertThat(moment.changedCapture())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.code()).isEqualTo("capture-changed");
                assertThat(finding.guard()).contains(GuardId.F28);
                assertThat(finding.subject()).isEqualTo("public.t");
                assertThat(finding.blocks()).isTrue();
                assertThat(finding.message()).contains(word);
              });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "drop table t # no more table public.t",
        "alter table t rename to moved # now table public.moved",
        "alter table t drop constraint t_pkey # no more key t_pkey of public.t",
        "alter index t_pkey rename to other_name # no more key t_pkey of public.t",
        "alter table t rename column id to key # now column 1 of public.t: key",
        "alter table t drop column id # column 1 of public.t"
      })
  @Tag("F28")
  void endsInAFindingWhenTheObjectOrItsKeyIsGone(String ddl, String word) {
    store.capturing(FORWARD, "t", "other").client("delete from t where id = 1");
    PostgresChanges restarted =
        new PostgresChanges(
            store.database.connections(),
            () -> new PostgresStore(store.database.connections()).catalogue());
    store.client(ddl);
    for (PostgresChanges each : List.of(store.changes, restarted)) {
      try (Moment moment =
          each.moment(CapturedStore.names("t", "other"), CapturedStore.SEED, Optional.empty())) {
        assertThat(moment.changedCapture())
            .singleElement()
            .satisfies(finding -> assertThat(finding.message()).contains(word));
      }
    }
  }

  @Test
  void refusesToGoOnWithWhatCannotBeRead() {
    store.capturing(FORWARD, "t", "other").client("delete from t where id = 1", "drop table t");
    try (Moment moment = store.moment("t", "other")) {
      assertThatThrownBy(moment::changed).hasMessageContaining("public.t");
      assertThatThrownBy(moment::view).hasMessageContaining("public.t");
    }
    assertThat(store.database.query("select k1 from plimsoll.dirty_1")).containsExactly("1");
  }

  @Test
  void noticesThatTheObjectBecameAPartition() {
    store.client("create table plain (id int primary key)").capturing(FORWARD, "plain");
    store.client(
        "create table root (id int not null) partition by range (id)",
        "alter table root attach partition plain for values from (0) to (100)");
    try (Moment moment =
        store.changes.moment(CapturedStore.names("plain"), CapturedStore.SEED, Optional.empty())) {
      assertThat(moment.changedCapture())
          .singleElement()
          .satisfies(f -> assertThat(f.message()).contains("parent public.root"));
    }
  }

  @Test
  void callsARewrittenObjectChangedAsAWholeUntilThatIsForgotten() {
    store.capturing(FORWARD, "t").client("vacuum full t");
    try (Moment moment = store.moment("t")) {
      assertThat(moment.changedCapture()).isEmpty();
      assertThat(moment.changed()).containsExactly(new Changed(Database.named("t"), 0, true));
      assertThat(CapturedStore.rows(moment, only(moment))).hasSize(9);
      store.changes.forget(node(1), moment.watermark());
    }
    try (Moment moment = store.moment("t")) {
      assertThat(moment.changed()).isEmpty();
    }
    store.client("cluster t using t_pkey");
    try (Moment moment = store.moment("t")) {
      assertThat(only(moment).whole()).isTrue();
    }
  }

  @Test
  void makesDurableWhatWasCommittedAsynchronously() {
    store.capturing(FORWARD, "t");
    store.client("set synchronous_commit = off; update t set v = 'soon' where id = 1");
    try (Moment moment = store.moment("t")) {
      String written = store.database.query("select pg_current_wal_insert_lsn()").get(0);
      moment.makeDurable();
      assertThat(
              store.database.query(
                  "select pg_current_wal_flush_lsn() >= '%s'::pg_lsn".formatted(written)))
          .containsExactly("t");
    }
  }

  @Test
  void isSpentByASinkThatFailsAndLeavesTheNextMomentWhole() {
    store.capturing(FORWARD, "t").client("update t set v = v || '.'");
    try (Moment moment = store.moment("t")) {
      BlockSink broken =
          (bytes, offset, length) -> {
            throw new IllegalStateException("no space");
          };
      assertThatThrownBy(() -> moment.rows(only(moment), broken)).hasMessage("no space");
    }
    try (Moment moment = store.moment("t")) {
      assertThat(CapturedStore.rows(moment, only(moment))).hasSize(9);
    }
  }

  @Test
  void pollsByTheIndexWhatCannotBeVacuumedYet() throws Exception {
    store.capturing(FORWARD, "t");
    try (Connection old = store.connect()) {
      old.setAutoCommit(false);
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      run(old, "select count(*) from t");
      store.client(
          "do $$ begin for i in 1..2000 loop update t set v = i::text where id = 1; end loop; end $$");
      Watermark applied;
      try (Moment moment = store.moment("t")) {
        applied = moment.watermark();
      }
      store.changes.forget(node(1), applied);
      store.client("update t set v = 'last' where id = 2");
      store.client("alter database %s set enable_seqscan = off".formatted(store.database.name()));
      List<String> plan =
          store.database.query(
              "explain (analyze, costs off, timing off, summary off)"
                  + " select * from plimsoll.dirty_1 where x >= pg_snapshot_xmin('%1$s')"
                      .formatted(applied.text())
                  + " and not pg_visible_in_snapshot(x, '%s')".formatted(applied.text()));
      assertThat(String.join("\n", plan)).contains("Index Cond: (x >=");
    }
    assertThat(store.keys("t")).containsExactly("2");
  }
}
