package io.plimsoll.store.postgres;

import static io.plimsoll.store.Side.Role.SOURCE;
import static io.plimsoll.store.SideState.CUT;
import static io.plimsoll.store.SideState.OPEN;
import static io.plimsoll.store.postgres.FencedStore.INSERT;
import static io.plimsoll.store.postgres.FencedStore.LONG;
import static io.plimsoll.store.postgres.FencedStore.REFUSED;
import static io.plimsoll.store.postgres.FencedStore.TABLES;
import static io.plimsoll.store.postgres.FencedStore.node;
import static io.plimsoll.store.postgres.FencedStore.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.store.Fence.Move;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import io.plimsoll.store.StoreException.Blocked;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Closing waits for writers in flight, within its bound, and leaves no queue behind. */
class FenceBarrierTest {
  private static final Duration SHORT = Duration.ofMillis(400);

  private final FencedStore store = new FencedStore();

  private Side close(Duration bound) {
    Instant until = store.fence.now().plus(LONG);
    return store.fence.close(node(1), new Move(OPEN, CUT, 0), TABLES, until, bound);
  }

  @Test
  void waitsForTheWriterInFlightAndRefusesTheNext() throws Exception {
    store.claim(SOURCE);
    try (Connection writer = store.connect()) {
      writer.setAutoCommit(false);
      run(writer, INSERT);
      var closing = CompletableFuture.supplyAsync(() -> close(Duration.ofSeconds(10)));
      Thread.sleep(300);
      assertThat(closing).isNotDone();
      run(writer, INSERT.replace("100", "200"));
      writer.commit();
      assertThat(closing.get(10, TimeUnit.SECONDS).state()).isEqualTo(CUT);
    }
    assertThat(store.users()).isEqualTo(4);
    assertThatThrownBy(() -> store.client(INSERT)).cause().hasMessageContaining(REFUSED);
  }

  @Test
  void refusesAWriterThatQueuedBehindTheBarrier() throws Exception {
    store.claim(SOURCE);
    try (Connection writer = store.connect()) {
      writer.setAutoCommit(false);
      run(writer, INSERT);
      var closing = CompletableFuture.supplyAsync(() -> close(Duration.ofSeconds(10)));
      Thread.sleep(200);
      var late = CompletableFuture.runAsync(() -> store.client("insert into users values (999)"));
      Thread.sleep(200);
      writer.commit();
      closing.get(10, TimeUnit.SECONDS);
      assertThatThrownBy(() -> late.get(10, TimeUnit.SECONDS)).hasStackTraceContaining(REFUSED);
    }
    assertThat(store.users()).isEqualTo(3);
  }

  @Test
  void givesUpInTimeNamesTheBlockerAndChangesNothing() throws Exception {
    store.claim(SOURCE);
    try (Connection writer = store.connect()) {
      writer.setAutoCommit(false);
      run(writer, "set application_name = 'nightly job'");
      run(writer, INSERT);
      long begin = System.nanoTime();
      var waiting =
          CompletableFuture.runAsync(() -> store.client("insert into users values (998)"));
      assertThatThrownBy(() -> close(SHORT))
          .isInstanceOf(Blocked.class)
          .hasMessageContaining("nightly job")
          .hasMessageContaining("user postgres")
          .hasMessageContaining("insert into users")
          .hasMessageContaining("users RowExclusiveLock");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
      waiting.get(5, TimeUnit.SECONDS);
      store.client("insert into users values (999)");
      writer.commit();
    }
    assertThat(store.fence.observe().orElseThrow().state()).isEqualTo(OPEN);
    assertThat(store.users()).isEqualTo(5);
    assertThat(close(FencedStore.BOUND).state()).isEqualTo(CUT);
  }

  /** It has no session any more, and its virtual transaction looks like that of one. */
  @Test
  void namesAPreparedTransactionByItsGid() throws Exception {
    store.claim(SOURCE);
    try (Connection bank = store.connect()) {
      bank.setAutoCommit(false);
      run(bank, INSERT);
      run(bank, "prepare transaction 'bank-at-the-barrier'");
    }
    try {
      assertThatThrownBy(() -> close(SHORT))
          .isInstanceOf(Blocked.class)
          .hasMessageContaining("prepared transaction bank-at-the-barrier of postgres");
    } finally {
      store.client("rollback prepared 'bank-at-the-barrier'");
    }
  }

  @Test
  void isNotHeldUpByReaders() throws Exception {
    store.claim(SOURCE);
    try (Connection reader = store.connect()) {
      reader.setAutoCommit(false);
      run(reader, "select * from users");
      assertThat(close(FencedStore.BOUND).state()).isEqualTo(CUT);
      assertThat(store.move(CUT, OPEN, 1).state()).isEqualTo(OPEN);
    }
    assertThat(
            store.server.query(
                store.database,
                "select distinct tgenabled from pg_trigger where tgname like 'plimsoll%'"))
        .containsExactly("D");
  }

  @Test
  void opensAtOnceAlthoughTheTriggerCannotBeSwitchedOff() throws Exception {
    store.claim(SOURCE);
    close(FencedStore.BOUND);
    store.move(CUT, SideState.SEALED, 1);
    try (Connection busy = store.writer(node(1))) {
      run(busy, "lock table users in row exclusive mode");
      busy.rollback();
      run(busy, "lock table users in row exclusive mode");
      assertThat(store.move(SideState.SEALED, OPEN, 1).state()).isEqualTo(OPEN);
      store.client(INSERT);
    }
    assertThat(store.users()).isEqualTo(3);
  }

  @Test
  void closesAgainWhileClientsPassAnEnabledTrigger() throws Exception {
    store.claim(SOURCE);
    store.cut(Duration.ofMillis(50));
    Thread.sleep(80);
    try (Connection writer = store.connect()) {
      writer.setAutoCommit(false);
      run(writer, INSERT);
      var closing =
          CompletableFuture.supplyAsync(
              () ->
                  store.fence.close(
                      node(1),
                      new Move(OPEN, CUT, 1),
                      TABLES,
                      store.fence.now().plus(LONG),
                      Duration.ofSeconds(10)));
      Thread.sleep(200);
      run(writer, "insert into users values (500)");
      writer.commit();
      assertThat(closing.get(10, TimeUnit.SECONDS).attempt()).isEqualTo(2);
    }
    assertThat(store.users()).isEqualTo(4);
  }
}
