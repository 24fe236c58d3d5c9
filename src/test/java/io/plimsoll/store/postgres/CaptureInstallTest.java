package io.plimsoll.store.postgres;

import static io.plimsoll.store.ChangeFeed.Purpose.FORWARD;
import static io.plimsoll.store.ChangeFeed.Purpose.REVERSE;
import static io.plimsoll.store.postgres.FencedStore.node;
import static io.plimsoll.store.postgres.FencedStore.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.store.ChangeFeed.Moment;
import io.plimsoll.store.Fence.Move;
import io.plimsoll.store.Side;
import io.plimsoll.store.Side.Role;
import io.plimsoll.store.SideState;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreException.Blocked;
import io.plimsoll.store.StoreException.Fenced;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Capture begins behind the barrier, is proven before a target opens, and goes with the fence. */
class CaptureInstallTest {
  private static final String OURS =
      "select count(*) from pg_trigger where starts_with(tgname, 'plimsoll')";
  private static final Move OPENING = new Move(SideState.NEW, SideState.OPEN, 0);

  private final CapturedStore store =
      new CapturedStore(
          "create table t (id int primary key, v text)",
          "create table other (id int primary key)",
          "insert into t select i, 'v' || i from generate_series(1, 9) i");

  @AfterEach
  void close() {
    store.close();
  }

  private void awaitWaiter() throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      if (!store
          .database
          .query("select 1 from pg_locks where not granted and mode like 'ShareRow%'")
          .isEmpty()) {
        return;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("nobody waits");
  }

  @Test
  void waitsForAWriterInFlight() throws Exception {
    store.claimed(Role.SOURCE);
    try (Connection writer = store.connect()) {
      writer.setAutoCommit(false);
      run(writer, "update t set v = 'before' where id = 1");
      var installing = CompletableFuture.runAsync(() -> store.install(FORWARD, "t"));
      awaitWaiter();
      assertThat(installing).isNotDone();
      writer.commit();
      installing.get(30, TimeUnit.SECONDS);
    }
    store.client("update t set v = 'after' where id = 2");
    assertThat(store.keys("t")).containsExactly("2");
  }

  @Test
  void namesTheWriterThatDoesNotYieldAndTouchesNothing() throws Exception {
    store.claimed(Role.SOURCE);
    try (Connection writer = store.connect()) {
      writer.setAutoCommit(false);
      run(writer, "set application_name = 'nightly job'");
      run(writer, "update t set v = 'slow' where id = 1");
      assertThatThrownBy(
              () ->
                  store.changes.install(
                      node(1), FORWARD, CapturedStore.names("t"), Duration.ofMillis(300)))
          .isInstanceOf(Blocked.class)
          .hasMessageContaining("nightly job")
          .hasMessageContaining("update t set v");
      assertThat(store.database.query(OURS)).containsExactly("0");
      writer.commit();
    }
    store.install(FORWARD, "t");
    store.client("update t set v = 'x' where id = 3");
    assertThat(store.keys("t")).containsExactly("3");
  }

  @Test
  void seesWhatAnOlderTransactionWritesLater() throws Exception {
    store.claimed(Role.SOURCE);
    try (Connection old = store.connect()) {
      old.setAutoCommit(false);
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      run(old, "select count(*) from other");
      store.install(FORWARD, "t");
      run(old, "update t set v = 'old' where id = 4");
      old.commit();
    }
    assertThat(store.keys("t")).containsExactly("4");
  }

  @Test
  void leavesWhatIsThereWhenRepeated() {
    store.capturing(FORWARD, "t").client("delete from t where id = 1");
    List<String> before = store.database.query("select oid, xmin from pg_trigger order by 1");
    store.install(FORWARD, "t", "other");
    assertThat(store.database.query("select oid, xmin from pg_trigger order by 1"))
        .containsAll(before);
    store.client("insert into other values (1)");
    assertThat(store.keys("t")).containsExactly("1");
    assertThat(store.keys("other")).containsExactly("1");
  }

  @Test
  void beginsAnewAfterItWasStopped() {
    store.capturing(FORWARD, "t").client("delete from t where id = 1");
    store.changes.stop(node(1));
    store.client("delete from t where id = 2");
    try (Moment moment = store.moment("t")) {
      assertThat(moment.changedCapture()).singleElement().matches(f -> f.blocks());
    }
    store.install(REVERSE, "t");
    store.client("delete from t where id = 3");
    try (Moment moment = store.moment("t")) {
      assertThat(moment.changedCapture()).isEmpty();
      assertThat(CapturedStore.keys(moment, moment.changed().get(0)))
          .singleElement()
          .asString()
          .startsWith("3|");
    }
  }

  @Test
  void stopsAlthoughAClientHoldsTheTable() throws Exception {
    store.capturing(FORWARD, "t");
    try (Connection client = store.connect()) {
      client.setAutoCommit(false);
      run(client, "update t set v = 'open' where id = 1");
      store.changes.stop(node(1));
      run(client, "update t set v = 'open' where id = 2");
      client.commit();
    }
    assertThat(store.keys("t")).containsExactly("1");
  }

  @Test
  void refusesAnObjectWithoutAKeyAndWhoIsNotInCharge() {
    store.client("create table loose (v int)").claimed(Role.SOURCE);
    assertThatThrownBy(() -> store.install(FORWARD, "loose"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("public.loose has no usable key");
    assertThatThrownBy(
            () ->
                store.changes.install(
                    node(2), FORWARD, CapturedStore.names("t"), CapturedStore.BOUND))
        .isInstanceOf(Fenced.class);
    assertThat(store.database.query(OURS)).containsExactly("0");
  }

  @Test
  void opensATargetWhoseFirstWriteIsCaptured() {
    store.fence.claim(
        node(1), FencedStore.SHARD, Role.TARGET, CapturedStore.names("t"), CapturedStore.BOUND);
    store.install(REVERSE, "t");
    Side side = store.fence.openCaptured(node(1), OPENING, CapturedStore.names("t"));
    assertThat(side.state()).isEqualTo(SideState.OPEN);
    store.client("update t set v = 'first' where id = 1");
    try (Moment moment = store.moment("t")) {
      // The fence's own trigger was switched off on the way; capture is as installed.
      assertThat(moment.changedCapture()).isEmpty();
      assertThat(moment.changed()).hasSize(1);
    }
  }

  @Test
  @Tag("F53")
  void keepsATargetClosedWhoseChangesWouldNotFindTheirWayBack() {
    store.fence.claim(
        node(1), FencedStore.SHARD, Role.TARGET, CapturedStore.names("t"), CapturedStore.BOUND);
    store.install(FORWARD, "other");
    refusesToOpen("t", "public.t", "is not captured");
    refusesToOpen("other", "public.other", "FORWARD");
    store.install(REVERSE, "t");
    store.client("alter table t add column more int");
    refusesToOpen("t", "public.t", "column 3");
    assertThat(store.fence.observe().orElseThrow().state()).isEqualTo(SideState.NEW);
    // Without the condition the target opens, and what clients write is lost at a rollback.
    assertThat(store.fence.move(node(1), OPENING).state()).isEqualTo(SideState.OPEN);
  }

  private void refusesToOpen(String table, String... words) {
    assertThatThrownBy(() -> store.fence.openCaptured(node(1), OPENING, CapturedStore.names(table)))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void goesWithTheFence() {
    store.capturing(FORWARD, "t", "other").client("delete from t where id = 1");
    store.fence.remove(node(1), CapturedStore.names("t", "other"), CapturedStore.BOUND);
    assertThat(store.database.query(OURS)).containsExactly("0");
    assertThat(store.database.query("select to_regnamespace('plimsoll')")).containsExactly("null");
    store.client("delete from t where id = 2");
  }

  @Test
  void isInertWhenItCannotBeRemovedAndDoesNotConfuseTheNextRun() throws Exception {
    store.capturing(FORWARD, "t").client("delete from t where id = 1");
    try (Connection reader = store.connect()) {
      reader.setAutoCommit(false);
      run(reader, "select * from t");
      assertThatThrownBy(
              () -> store.fence.remove(node(1), CapturedStore.names("t"), Duration.ofMillis(200)))
          .isInstanceOf(Blocked.class);
      var next = FencedStore.authority("run-b", 9, "n9");
      store.client("delete from t where id = 2");
      assertThat(store.database.query("select k1 from plimsoll.dirty_1")).containsExactly("1");
      store.fence.claim(next, FencedStore.SHARD, Role.SOURCE, List.of(), CapturedStore.BOUND);
      store.client("delete from t where id = 3");
      store.changes.install(next, FORWARD, CapturedStore.names("t"), CapturedStore.BOUND);
      store.client("delete from t where id = 4");
      assertThat(store.keys("t")).containsExactly("4");
      assertThat(store.database.query("select k1 from plimsoll.dirty_1")).isEmpty();
      reader.commit();
      store.fence.remove(next, CapturedStore.names("t"), CapturedStore.BOUND);
    }
    assertThat(store.database.query(OURS)).containsExactly("0");
  }

  @Test
  void isForgottenWithTheCopyOfATargetThatIsEmptied() throws Exception {
    store.fence.claim(
        node(1), FencedStore.SHARD, Role.TARGET, CapturedStore.names("t"), CapturedStore.BOUND);
    store.install(REVERSE, "t");
    try (var transaction =
        ProvenTransaction.begin(
            store.database.connections(), node(1), ProvenTransaction.Kind.ALONE)) {
      new CleanUp(transaction.connection(), "new/s00").run();
      transaction.commit();
    }
    refusesToOpen("t", "is not captured");
    store.install(REVERSE, "t");
    store.fence.openCaptured(node(1), OPENING, CapturedStore.names("t"));
    assertThat(store.fence.observe().orElseThrow().state()).isEqualTo(SideState.OPEN);
  }

  @Test
  void standsInNobodysWayWhenASourceIsCutAndSealed() {
    store.capturing(FORWARD, "t");
    var until = store.fence.now().plus(FencedStore.LONG);
    store.fence.close(
        node(1),
        new Move(SideState.OPEN, SideState.CUT, 0),
        CapturedStore.names("t"),
        until,
        CapturedStore.BOUND);
    assertThatThrownBy(() -> store.client("delete from t where id = 1"))
        .cause()
        .hasMessageContaining(FencedStore.REFUSED);
    store.fence.move(node(1), new Move(SideState.CUT, SideState.SEALED, 1));
    assertThat(store.keys("t")).isEmpty();
    store.fence.move(node(1), new Move(SideState.SEALED, SideState.OPEN, 1));
    store.client("delete from t where id = 1");
    try (Moment moment = store.moment("t")) {
      assertThat(moment.changedCapture()).isEmpty();
      assertThat(moment.changed()).hasSize(1);
    }
  }
}
