package io.plimsoll.store.postgres;

import static io.plimsoll.store.ChangeFeed.Purpose.FORWARD;
import static io.plimsoll.store.ChangeFeed.Purpose.REVERSE;
import static io.plimsoll.store.postgres.FencedStore.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.GuardId;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Moment;
import io.plimsoll.store.StoreException;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A partitioned object is captured by whatever name its rows are written, as one object. */
class CaptureTreeTest {
  /** Two levels, a default, and a leaf with another order of columns. */
  static final String[] TREE = {
    "create table p (id int not null, day int not null, v text, primary key (id, day))"
        + " partition by range (day)",
    "create table p1 partition of p for values from (0) to (10)",
    "create table p2 (v text, gone int, day int not null, id int not null, primary key (id, day))",
    "alter table p2 drop column gone",
    "alter table p attach partition p2 for values from (10) to (20)",
    "create table p3 partition of p for values from (20) to (40) partition by range (day)",
    "create table p3a partition of p3 for values from (20) to (30)",
    "create table p3b partition of p3 for values from (30) to (40)",
    "create table p_rest partition of p default",
    "insert into p select i, i * 10 - 5, 'v' || i from generate_series(1, 6) i"
  };

  private final CapturedStore store = new CapturedStore(TREE);

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "insert into p values (7, 1, ''), (8, 11, ''), (9, 35, ''), (10, 99, '') # 10|99 7|1 8|11 9|35",
        "insert into p2 (id, day, v) values (7, 12, '') # 7|12",
        "insert into p3 values (7, 22, '') # 7|22",
        "insert into p_rest values (7, -1, '') # 7|-1",
        "update p set v = 'x' # 1|5 2|15 3|25 4|35 5|45 6|55",
        "update p2 set v = 'x' # 2|15",
        "update p3 set v = 'x' # 3|25 4|35",
        "update p set day = day + 10 where id < 3 # 1|15 1|5 2|15 2|25",
        "update p set day = 100 where id = 1 # 1|100 1|5",
        "update p3 set day = 32 where id = 3 # 3|25 3|32",
        "delete from p where id in (1, 4) # 1|5 4|35",
        "delete from p3b # 4|35",
        "delete from only p # ",
        "insert into p values (2, 15, 'c') on conflict (id, day) do update set v = 'd' # 2|15",
        "merge into p using (values (2, 15), (9, 1)) n(id, day) on p.id = n.id and p.day = n.day"
            + " when matched then delete when not matched then insert values (n.id, n.day, '')"
            + " # 2|15 9|1",
        "merge into p using (values (1, 99), (3, 32)) n(id, day) on p.id = n.id"
            + " when matched then update set day = n.day # 1|5 1|99 3|25 3|32",
        "merge into p using (values (2, 5), (9, 1)) n(id, day) on p.id = n.id"
            + " when matched then update set day = n.day, v = 'x'"
            + " when not matched then insert values (n.id, n.day, '') # 2|15 2|5 9|1"
      })
  void writesDownWhatChangedUnderAnyName(String sql, String keys) {
    store.capturing(FORWARD, "p").client(sql);
    assertThat(store.keys("p"))
        .containsExactlyElementsOf(keys == null ? List.of() : List.of(keys.split(" ")));
  }

  @Test
  void writesDownWhatCopyBroughtIntoAPartition() throws Exception {
    store.capturing(FORWARD, "p");
    try (Connection client = store.connect()) {
      new org.postgresql.copy.CopyManager(client.unwrap(org.postgresql.core.BaseConnection.class))
          .copyIn("copy p2 from stdin", new java.io.StringReader("v\t11\t70\n"));
    }
    assertThat(store.keys("p")).containsExactly("70|11");
  }

  /** Which rows went is not said by TRUNCATE: all are replaced, so that exactly those vanish. */
  @ParameterizedTest
  @CsvSource({"p2, 5", "p3, 4", "p3a, 5", "p, 0"})
  void callsTheWholeChangedWhenAPartitionWasTruncated(String part, int left) {
    store.capturing(FORWARD, "p").client("truncate " + part);
    try (Moment moment = store.moment("p")) {
      assertThat(moment.changed()).containsExactly(new Changed(Database.named("p"), 0, true));
      assertThat(CapturedStore.rows(moment, moment.changed().get(0)))
          .hasSize(left)
          .containsExactlyInAnyOrderElementsOf(store.database.query("select * from p"));
    }
  }

  @Test
  void readsTheRowsOfAllPartitionsByTheirKeys() {
    store
        .capturing(FORWARD, "p")
        .client(
            "update p2 set v = 'a leaf'",
            "update p3 set v = 'between'",
            "update p set day = 100 where id = 1");
    try (Moment moment = store.moment("p");
        var reader = moment.view().reader()) {
      Changed changed = moment.changed().get(0);
      assertThat(changed.keys()).isEqualTo(5);
      assertThat(CapturedStore.rows(moment, changed))
          .containsExactlyInAnyOrder("2|15|a leaf", "3|25|between", "4|35|between", "1|100|v1");
      assertThat(moment.rows(new Changed(changed.object(), 0, true), BlockSink.NONE))
          .isEqualTo(reader.read(io.plimsoll.store.Chunk.whole(changed.object()), BlockSink.NONE));
    }
  }

  @Test
  void hashesTheRowAsItWasAlikeInEveryPartition() {
    var table = store.database.table(Database.named("p"));
    List<String> hashes =
        store.database.query("select id, day, %s from p".formatted(OldRowHash.of("p", table)));
    store.capturing(REVERSE, "p").client("update p2 set v = 'x'", "update p3 set v = 'x'");
    store.client("update p set v = 'y'");
    assertThat(store.keys("p")).containsExactlyInAnyOrderElementsOf(hashes);
  }

  /** Nothing is known of the key that a row comes to; of the one it leaves, the row. */
  @Test
  void hashesTheRowThatAMergeMovesToAnotherPartition() {
    var table = store.database.table(Database.named("p"));
    String before =
        store
            .database
            .query("select id, day, %s from p where id = 1".formatted(OldRowHash.of("p", table)))
            .get(0);
    store
        .capturing(REVERSE, "p")
        .client(
            "merge into p using (values (1, 99)) n(id, day) on p.id = n.id"
                + " when matched then update set day = n.day, v = 'x'");
    assertThat(store.keys("p")).containsExactlyInAnyOrder(before, "1|99|null");
  }

  @Test
  @Tag("F14")
  void sendsAMarkThroughTheTree() {
    store.capturing(FORWARD, "p");
    String mark = store.changes.mark(CapturedStore.names("p"));
    try (Moment moment = store.moment("p")) {
      assertThat(moment.marks()).containsExactly(mark);
      assertThat(moment.changed()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "create table p4 partition of p for values from (50) to (60) # public.p4",
        "create table p4 (like p including all);"
            + " alter table p attach partition p4 for values from (100) to (200) # public.p4",
        "alter table p detach partition p2 # no more member public.p2",
        "alter table p detach partition p2;"
            + " alter table p attach partition p2 for values from (10) to (16) # member public.p2",
        "drop table p3b # no more table public.p3b",
        "alter table p3a disable trigger all # public.p3a",
        "alter table p add column more int # column"
      })
  @Tag("F28")
  void saysWhatBecameOfAPartition(String ddl, String word) {
    // A partition that is new must not take rows of the default one.
    store.client("delete from p_rest").capturing(FORWARD, "p").client(ddl);
    try (Moment moment = store.moment("p")) {
      assertThat(moment.changedCapture())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.guard()).contains(GuardId.F28);
                assertThat(finding.message()).contains(word);
              });
    }
  }

  /** An attached partition shows its rows to older snapshots as well. */
  @Test
  void passesNothingOnThatWasReadWhileAPartitionWasAttached() {
    store.client("delete from p_rest", "drop table p_rest");
    store.capturing(FORWARD, "p").client("truncate p2");
    store.client(
        "create table p4 (like p including all)", "insert into p4 values (9, 150, 'late')");
    try (Moment moment = store.moment("p")) {
      Changed changed = moment.changed().get(0);
      store.client("alter table p attach partition p4 for values from (100) to (200)");
      assertThatThrownBy(() -> CapturedStore.rows(moment, changed))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("a partition of public.p was attached");
    }
  }

  @Test
  void refusesAPartitionAsAnObjectOfItsOwn() {
    store.claimed(io.plimsoll.store.Side.Role.SOURCE);
    assertThatThrownBy(() -> store.install(FORWARD, "p2")).isInstanceOf(RuntimeException.class);
    assertThat(store.database.query("select count(*) from pg_trigger where not tgisinternal"))
        .containsExactly("0");
  }

  @Test
  void goesWithTheFence() {
    store.capturing(FORWARD, "p").client("delete from p2");
    store.fence.remove(node(1), CapturedStore.names("p"), CapturedStore.BOUND);
    assertThat(store.database.query("select tgname from pg_trigger where not tgisinternal"))
        .isEmpty();
    store.client("delete from p3");
  }
}
