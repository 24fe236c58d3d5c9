package io.plimsoll.store.postgres;

import static io.plimsoll.store.ChangeFeed.Purpose.FORWARD;
import static io.plimsoll.store.ChangeFeed.Purpose.REVERSE;
import static io.plimsoll.store.postgres.FencedStore.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Moment;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever way a row changes, its key is written down; what did not happen is not. */
class CaptureCoverageTest {
  private static final String[] TABLES = {
    "create table t (id int primary key, u int unique deferrable, v text)",
    "create table child (id int primary key, t int references t on delete cascade on update cascade,"
        + " s int references t on delete set null on update cascade)",
    "insert into t select i, i * 10, 'v' || i from generate_series(1, 9) i",
    "insert into child select i, i, 10 - i from generate_series(1, 9) i"
  };

  private CapturedStore store;

  private CapturedStore capturing(String... ddl) {
    store = new CapturedStore(TABLES).client(ddl).capturing(FORWARD, "t", "child");
    return store;
  }

  @AfterEach
  void close() {
    if (store != null) {
      store.close();
    }
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of("insert into t values (20, 1, 'x'), (21, 2, 'y')", List.of("20", "21")),
        Arguments.of("update t set v = 'new' where id in (3, 4)", List.of("3", "4")),
        Arguments.of("update t set v = 'none' where id = 77", List.of()),
        Arguments.of("delete from t where id = 5", List.of("5")),
        Arguments.of("update t set id = 30 where id = 3", List.of("3", "30")),
        Arguments.of(
            "begin; set constraints all deferred; update t set u = 30 - u where id in (1, 2);"
                + " commit",
            List.of("1", "2")),
        Arguments.of(
            "begin; update t set id = -1 where id = 1; update t set id = 1 where id = 2;"
                + " update t set id = 2 where id = -1; commit",
            List.of("-1", "1", "2")),
        Arguments.of(
            "insert into t values (1, 1, 'x'), (22, 2, 'y') on conflict (id) do update set v = 'z'",
            List.of("1", "22")),
        Arguments.of("insert into t values (1, 1, 'x') on conflict do nothing", List.of()),
        Arguments.of(
            "with gone as (delete from t where id = 1 returning *), more as (insert into t values"
                + " (40, 4, '') returning *) update t set v = 'w' where id = 2",
            List.of("1", "2", "40")),
        Arguments.of(
            "begin; insert into t values (50, 5, ''); savepoint s; insert into t values (51, 6,"
                + " ''); rollback to s; commit",
            List.of("50")),
        Arguments.of("begin; insert into t values (52, 5, ''); rollback", List.of()),
        Arguments.of(
            "set session_replication_role = replica; update t set v = 'r' where id = 6",
            List.of("6")),
        Arguments.of("do $$ begin execute 'delete from t where id = 8'; end $$", List.of("8")));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void writesDownWhatAStatementChanged(String sql, List<String> keys) {
    assertThat(capturing().client(sql).keys("t")).containsExactlyElementsOf(keys);
  }

  @Test
  void writesDownWhatMergeDid() {
    capturing()
        .client(
            "merge into t using (values (1, 'd'), (2, 'u'), (60, 'i')) n(id, what) on t.id = n.id"
                + " when matched and what = 'd' then delete"
                + " when matched then update set v = 'm'"
                + " when not matched then insert values (n.id, 600, 'i')");
    assertThat(store.keys("t")).containsExactly("1", "2", "60");
    assertThat(store.keys("child")).containsExactly("1", "9");
  }

  @Test
  void writesDownWhatCopyBrought() throws Exception {
    capturing();
    try (Connection client = store.connect()) {
      new org.postgresql.copy.CopyManager(client.unwrap(org.postgresql.core.BaseConnection.class))
          .copyIn("copy t from stdin", new java.io.StringReader("70\t1\ta\n71\t2\tb\n"));
    }
    assertThat(store.keys("t")).containsExactly("70", "71");
  }

  @Test
  void writesDownWhatForeignKeysDidToOtherTables() {
    capturing().client("delete from t where id = 4");
    assertThat(store.keys("child")).containsExactly("4", "6");
    store.client("update t set id = 100 where id = 7");
    assertThat(store.keys("child")).containsExactly("3", "4", "6", "7");
    assertThat(store.keys("t")).containsExactly("100", "4", "7");
  }

  @Test
  void writesDownTheKeyThatATriggerOfTheUsersMade() {
    capturing(
            "create function shift() returns trigger language plpgsql as $$ begin"
                + " new.id := new.id + 1000; return new; end $$",
            "create trigger shift before insert or update on t for each row execute function"
                + " shift()")
        .client("insert into t values (1, 1, 'x')", "update t set v = 'y' where id = 2");
    assertThat(store.keys("t")).containsExactly("1001", "1002", "2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncate t, child", "truncate t cascade"})
  void callsATruncatedObjectChangedAsAWhole(String sql) {
    capturing().client(sql, "insert into t values (5, 5, 'again')");
    try (Moment moment = store.moment("t", "child")) {
      assertThat(moment.changed())
          .containsExactly(
              new Changed(Database.named("t"), 1, true),
              new Changed(Database.named("child"), 0, true));
      assertThat(CapturedStore.rows(moment, moment.changed().get(0))).containsExactly("5|5|again");
      assertThat(CapturedStore.rows(moment, moment.changed().get(1))).isEmpty();
      assertThat(CapturedStore.keys(moment, moment.changed().get(1))).isEmpty();
    }
  }

  @Test
  void writesDownPreparedWorkOnlyOnceItIsCommitted() {
    capturing()
        .client(
            "begin; update t set v = 'p' where id = 1; prepare transaction '%s'"
                .formatted(store.database.name()));
    assertThat(store.keys("t")).isEmpty();
    store.client("commit prepared '%s'".formatted(store.database.name()));
    assertThat(store.keys("t")).containsExactly("1");
  }

  @Test
  void needsNoRightOfTheClientOnTheRunsSchema() throws SQLException {
    capturing(
        "do $$ begin create role clerk login; exception when duplicate_object then null;"
            + " when unique_violation then null; end $$",
        "grant select, insert, update, delete on t to clerk",
        "alter table t enable row level security",
        "create policy few on t to clerk using (id < 5) with check (true)");
    String url = store.server.url(store.database.name());
    try (Connection clerk = DriverManager.getConnection(url, "clerk", "")) {
      run(clerk, "update t set v = 'by clerk'");
      run(clerk, "insert into t values (80, 8, '')");
      assertThatThrownBy(() -> run(clerk, "select * from plimsoll.dirty_1"))
          .hasMessageContaining("permission denied");
    }
    assertThat(store.keys("t")).containsExactly("1", "2", "3", "4", "80");
  }

  @Test
  void ignoresTheRunsOwnWritesAndRefusesWhoOnlyClaimsToBeTheRun() throws SQLException {
    capturing();
    try (Connection own = store.connect()) {
      own.setAutoCommit(false);
      run(own, "set local plimsoll.token = 'token of run-a'");
      run(own, "set local plimsoll.epoch = '1'");
      run(own, "update t set v = 'replayed'");
      own.commit();
    }
    assertThat(store.keys("t")).isEmpty();
    try (Connection forger = store.connect()) {
      run(forger, "set plimsoll.token = 'a guess'");
      assertThatThrownBy(() -> run(forger, "update t set v = 'hidden'"))
          .hasMessageContaining("F42");
    }
    assertThat(store.database.query("select distinct v from t")).containsExactly("replayed");
  }

  @Test
  void comparesKeysAsTheirOwnIndexDoes() {
    store =
        new CapturedStore(
                "create extension citext",
                "create table mail (address citext, box text collate \"C\", n int,"
                    + " primary key (box, address))",
                "insert into mail values ('a', 'in', 1), ('b', 'in', 2)")
            .capturing(FORWARD, "mail")
            .client("update mail set address = 'A' where address = 'a'");
    try (Moment moment = store.moment("mail")) {
      Changed changed = moment.changed().get(0);
      assertThat(changed.keys()).isEqualTo(1);
      assertThat(CapturedStore.rows(moment, changed)).containsExactly("A|in|1");
    }
  }

  @Test
  void writesDownAChangeOfMillionsInOneStatementAsWellAsOneRow() {
    store =
        new CapturedStore(
                "create table big (id int primary key, v int)",
                "insert into big select i, 0 from generate_series(1, 100000) i")
            .capturing(REVERSE, "big");
    // On one session: the plan that was made for one row serves the many too.
    store.client(
        "update big set v = 1 where id = 1; update big set v = 2 where id = 1;"
            + " update big set v = 3 where id = 1; update big set v = 4 where id = 1;"
            + " update big set v = 5 where id = 1; update big set v = 6 where id = 1;"
            + " update big set id = id + 1000000");
    try (Moment moment = store.moment("big")) {
      assertThat(moment.changed().get(0).keys()).isEqualTo(200000);
      assertThat(moment.rows(moment.changed().get(0), io.plimsoll.store.BlockSink.NONE).rows())
          .isEqualTo(100000);
    }
  }
}
