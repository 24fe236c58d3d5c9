package io.plimsoll.store.postgres;

import static io.plimsoll.store.Side.Role.SOURCE;
import static io.plimsoll.store.Side.Role.TARGET;
import static io.plimsoll.store.SideState.BACK;
import static io.plimsoll.store.SideState.CUT;
import static io.plimsoll.store.SideState.NEW;
import static io.plimsoll.store.SideState.OPEN;
import static io.plimsoll.store.SideState.SEALED;
import static io.plimsoll.store.postgres.FencedStore.INSERT;
import static io.plimsoll.store.postgres.FencedStore.LONG;
import static io.plimsoll.store.postgres.FencedStore.REFUSED;
import static io.plimsoll.store.postgres.FencedStore.node;
import static io.plimsoll.store.postgres.FencedStore.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Fence.Move;
import io.plimsoll.store.Side;
import io.plimsoll.store.StoreException.Blocked;
import io.plimsoll.store.StoreException.Fenced;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** Who may write in which state, and who is refused with which words. */
class FenceRefusalTest {
  private final FencedStore store = new FencedStore();

  private void refuses(String... statements) {
    assertThatThrownBy(() -> store.client(statements))
        .cause()
        .hasMessageContaining(REFUSED)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("55000");
  }

  @Test
  void letsClientsWriteOnAnOpenSource() {
    store.claim(SOURCE);
    store.client(INSERT);
    assertThat(store.users()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        INSERT,
        "update users set id = id + 10",
        "update users set id = id where false",
        "delete from users",
        "truncate users",
        "merge into users u using (values (1)) v(id) on u.id = v.id when matched then delete",
        "insert into \"Odd \"\"notes\" values (1)"
      })
  void refusesEveryWriteWhileTheSourceIsCut(String sql) {
    store.claim(SOURCE);
    store.cut(LONG);
    refuses(sql);
    assertThat(store.users()).isEqualTo(2);
  }

  @Test
  void tellsTheClientWhoHoldsTheStorageAndUntilWhen() throws SQLException {
    store.claim(SOURCE);
    String until = store.cut(LONG).until().orElseThrow().toString().substring(0, 4);
    try (Connection clerk = store.clerk()) {
      assertThatThrownBy(() -> run(clerk, INSERT))
          .isInstanceOfSatisfying(
              PSQLException.class,
              e ->
                  assertThat(e.getServerErrorMessage().getHint())
                      .contains("run-a", "CUT until", until));
    }
  }

  @Test
  void refusesSuperusersAndReplicationRolesAndClientsWithoutRightsOnOurSchema()
      throws SQLException {
    store.claim(SOURCE);
    store.cut(LONG);
    refuses("set session_replication_role = replica", INSERT);
    try (Connection clerk = store.clerk()) {
      assertThatThrownBy(() -> run(clerk, INSERT)).hasMessageContaining(REFUSED);
      assertThatThrownBy(() -> run(clerk, "truncate users")).hasMessageContaining(REFUSED);
      assertThatThrownBy(() -> run(clerk, "update plimsoll.side set state = 'OPEN'"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> run(clerk, "select plimsoll.check_epoch()"))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void refusesForeignWritersOnATargetUntilItOpensAndAfterItIsClosedAgain() {
    assertThat(store.claim(TARGET).state()).isEqualTo(NEW);
    refuses(INSERT);
    assertThat(store.move(NEW, OPEN, 0).state()).isEqualTo(OPEN);
    store.client(INSERT);
    assertThat(store.back().state()).isEqualTo(BACK);
    refuses(INSERT);
    assertThat(store.users()).isEqualTo(3);
  }

  @Test
  void letsTheRunItselfWriteOnAClosedTarget() throws SQLException {
    store.claim(TARGET);
    try (Connection writer = store.writer(node(1))) {
      run(writer, INSERT);
      writer.commit();
    }
    assertThat(store.users()).isEqualTo(3);
  }

  @Test
  void refusesAWriterWithAnotherToken() {
    store.claim(TARGET);
    assertThatThrownBy(() -> store.writer(FencedStore.authority("run-b", 1, "n1")))
        .hasMessageContaining("F42");
  }

  @Test
  void aFencedTableOfTheRunIsClosedFromTheFirstRow() throws SQLException {
    store.claim(TARGET);
    try (Connection writer = store.writer(node(1))) {
      run(writer, "create table fresh (id int)");
      run(writer, "select plimsoll.fence_table('fresh')");
      writer.commit();
    }
    refuses("insert into fresh values (1)");
  }

  private static final ObjectName PARTED = new ObjectName("public", "parted");

  private void parted(Side.Role role) {
    store.client(
        "create table parted (id int, kind int) partition by range (id)",
        "create table mid partition of parted for values from (0) to (9) partition by list (kind)",
        "create table leaf partition of mid default",
        "create table late (id int, kind int)");
    store.fence.claim(node(1), FencedStore.SHARD, role, List.of(PARTED), FencedStore.BOUND);
  }

  @Test
  void fencesPartitionsTooWhenWrittenDirectly() {
    parted(TARGET);
    for (String part : List.of("parted", "mid", "leaf")) {
      refuses("insert into %s values (1, 1)".formatted(part));
      refuses("update %s set kind = 2".formatted(part));
      refuses("delete from " + part);
      refuses("truncate " + part);
    }
    assertThat(store.fence.acceptsWrites(PARTED)).isFalse();
  }

  @Test
  void refusesRowsForAPartitionThatWasAttachedBehindTheFence() {
    parted(TARGET);
    store.client("alter table parted attach partition late default");
    refuses("insert into parted values (100, 1)");
    assertThat(store.fence.acceptsWrites(PARTED)).as("by its own name it takes them").isTrue();
    store.client("alter table parted detach partition late");
    assertThat(store.fence.acceptsWrites(PARTED)).isFalse();
    store.client("alter table leaf disable trigger all");
    assertThat(store.fence.acceptsWrites(PARTED)).isTrue();
  }

  @Test
  void namesAWriterOfALeafThatDoesNotYield() throws SQLException {
    parted(SOURCE);
    try (Connection writer = store.connect()) {
      writer.setAutoCommit(false);
      run(writer, "set application_name = 'leaf job'");
      run(writer, "insert into leaf values (1, 1)");
      assertThatThrownBy(
              () ->
                  store.fence.close(
                      node(1),
                      new Move(OPEN, CUT, 0),
                      List.of(PARTED),
                      store.fence.now().plus(LONG),
                      Duration.ofMillis(500)))
          .isInstanceOf(Blocked.class)
          .hasMessageContaining("leaf job")
          .hasMessageContaining("leaf RowExclusiveLock");
    }
    assertThat(store.fence.observe().orElseThrow().state()).isEqualTo(OPEN);
  }

  @Test
  void aCutLapsesByItselfAndCanNeverBeSealedThen() throws InterruptedException {
    store.claim(SOURCE);
    store.cut(Duration.ofMillis(300));
    refuses(INSERT);
    Thread.sleep(350);
    store.client(INSERT);
    assertThat(store.fence.observe().orElseThrow().state()).isEqualTo(OPEN);
    assertThatThrownBy(() -> store.move(CUT, SEALED, 1)).isInstanceOf(Fenced.class);
    assertThat(store.cut(node(1), 1, LONG).attempt()).isEqualTo(2);
    refuses(INSERT);
  }

  @Test
  void aCutThatLapsedIsNotSealedEvenIfNobodyWroteSince() throws InterruptedException {
    store.claim(SOURCE);
    store.cut(Duration.ofMillis(100));
    Thread.sleep(150);
    assertThatThrownBy(() -> store.move(CUT, SEALED, 1))
        .isInstanceOf(Fenced.class)
        .hasMessageContaining("lapsed");
    assertThat(store.move(CUT, OPEN, 1).state()).isEqualTo(OPEN);
  }

  @Test
  void aLapseStandsAlthoughTheClientThatFoundItRollsBack() throws Exception {
    store.claim(SOURCE);
    store.cut(Duration.ofMillis(100));
    Thread.sleep(150);
    try (Connection first = store.connect()) {
      first.setAutoCommit(false);
      run(first, INSERT);
      store.client("insert into users values (900)");
      first.rollback();
    } finally {
      assertThat(store.fence.observe().orElseThrow().state()).isEqualTo(OPEN);
    }
  }

  @Test
  void aSealNeverLapses() throws InterruptedException {
    store.claim(SOURCE);
    store.cut(Duration.ofMillis(400));
    assertThat(store.move(CUT, SEALED, 1).state()).isEqualTo(SEALED);
    Thread.sleep(500);
    refuses(INSERT);
    assertThat(store.move(SEALED, OPEN, 1).state()).isEqualTo(OPEN);
    store.client(INSERT);
  }

  @Test
  void aTransactionWithAnOldSnapshotCannotWriteBehindTheFence() throws SQLException {
    store.claim(SOURCE);
    try (Connection old = store.connect()) {
      old.setAutoCommit(false);
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      run(old, "select count(*) from users");
      store.cut(LONG);
      assertThatThrownBy(() -> run(old, INSERT))
          .extracting(e -> ((SQLException) e).getSQLState())
          .isIn("40001", "55000");
    }
  }

  @Test
  void aTransactionOlderThanTheClaimCannotWriteBehindTheFenceEither() throws SQLException {
    try (Connection old = store.connect()) {
      old.setAutoCommit(false);
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      run(old, "select 1 from pg_class");
      store.claim(SOURCE);
      store.cut(LONG);
      assertThatThrownBy(() -> run(old, INSERT))
          .extracting(e -> ((SQLException) e).getSQLState())
          .isIn("40001", "55000");
    }
  }

  @Test
  void movesOnlyFromTheStateAndAttemptItExpects() {
    store.claim(SOURCE);
    store.cut(LONG);
    assertThatThrownBy(() -> store.move(CUT, SEALED, 7)).isInstanceOf(Fenced.class);
    assertThatThrownBy(() -> store.move(SEALED, OPEN, 1)).isInstanceOf(Fenced.class);
    assertThatThrownBy(() -> store.move(NEW, OPEN, 1)).isInstanceOf(IllegalStateException.class);
    assertThat(store.fence.observe().orElseThrow().state()).isEqualTo(CUT);
  }
}
