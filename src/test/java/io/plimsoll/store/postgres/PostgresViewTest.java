package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.store.BlockSink;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.StoreException;
import io.plimsoll.testing.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PostgresViewTest {
  private static final Chunk A = Chunk.whole(Database.named("a"));
  private static final Chunk B = Chunk.whole(Database.named("b"));
  private Database database;

  @BeforeEach
  void open() {
    database =
        new Database(Postgres.one(), "view")
            .execute(
                "create table a (id int primary key, n int)",
                "create table b (id int primary key, n int)",
                "insert into a select i, 100 from generate_series(1, 1000) i",
                "insert into b select i, 0 from generate_series(1, 1000) i");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static long sum(ConsistentView.ChunkReader reader, Chunk chunk) {
    long[] sum = {0};
    reader.rows(chunk, row -> sum[0] += Long.parseLong(row.text(1)));
    return sum[0];
  }

  @Test
  @Tag("F12")
  void showsOneMomentToAllReadersWhileMoneyMovesOn() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    var pool = Executors.newSingleThreadExecutor();
    Future<?> mover =
        pool.submit(
            () -> {
              for (int i = 0; !stop.get(); i = i % 1000 + 1) {
                String id = " where id = " + i;
                database.execute(
                    "begin; update a set n = n - 1%s; update b set n = n + 1%s; commit"
                        .formatted(id, id));
              }
            });
    try {
      for (int round = 0; round < 5; round++) {
        try (ConsistentView view = database.view(1, "a", "b");
            var one = view.reader();
            var two = view.reader()) {
          assertThat(sum(one, A) + sum(two, B)).isEqualTo(100_000);
          assertThat(one.read(A, BlockSink.NONE)).isEqualTo(two.read(A, BlockSink.NONE));
        }
      }
    } finally {
      stop.set(true);
      pool.shutdown();
    }
    mover.get(20, TimeUnit.SECONDS);
  }

  @Test
  @Tag("F12")
  void holdsOffATruncateUntilItIsClosed() throws Exception {
    try (ConsistentView view = database.view(1, "a", "b");
        var reader = view.reader()) {
      assertThatThrownBy(() -> database.execute("set lock_timeout = '200ms'; truncate b"))
          .hasRootCauseInstanceOf(SQLException.class)
          .rootCause()
          .hasMessageContaining("lock timeout");
      assertThat(reader.read(B, BlockSink.NONE).rows()).isEqualTo(1000);
    }
    database.execute("set lock_timeout = '2s'; truncate b");
  }

  /** A TRUNCATE that commits while the view waits for its lock: it must be before the moment. */
  @Test
  @Tag("F12")
  void fixesItsMomentAfterItHasTheLocks() throws Exception {
    var pool = Executors.newSingleThreadExecutor();
    CountDownLatch started = new CountDownLatch(1);
    try (Connection writer = Postgres.one().connect(database.name())) {
      writer.setAutoCommit(false);
      try (var statement = writer.createStatement()) {
        statement.execute("truncate b");
        statement.execute("update a set n = 0");
      }
      Future<List<Long>> read =
          pool.submit(
              () -> {
                started.countDown();
                try (ConsistentView view = database.view(1, "a", "b");
                    var reader = view.reader()) {
                  return List.of(reader.read(B, BlockSink.NONE).rows(), sum(reader, A));
                }
              });
      started.await();
      awaitLockWaiter();
      writer.commit();
      assertThat(read.get(20, TimeUnit.SECONDS)).containsExactly(0L, 0L);
    } finally {
      pool.shutdown();
    }
  }

  private void awaitLockWaiter() throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      if (!database
          .query("select 1 from pg_locks where not granted and relation = 'b'::regclass")
          .isEmpty()) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("nobody waits for b");
  }

  @Test
  void namesWhoHoldsTheLock() throws Exception {
    try (Connection holder = Postgres.one().connect(database.name());
        var statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("set local application_name = 'nightly-vacuum'");
      statement.execute("lock table b in access exclusive mode");
      assertThatThrownBy(
              () ->
                  new PostgresView(
                      database.connections(),
                      database::table,
                      List.of(A.object(), B.object()),
                      1,
                      Duration.ofMillis(300)))
          .isInstanceOf(StoreException.Blocked.class)
          .hasMessageContaining("nightly-vacuum")
          .hasMessageContaining("pid");
    }
  }

  @Test
  void namesThePreparedTransactionThatHoldsTheLock() throws Exception {
    try (Connection bank = Postgres.one().connect(database.name());
        var statement = bank.createStatement()) {
      bank.setAutoCommit(false);
      statement.execute("lock table b in access exclusive mode");
      statement.execute("prepare transaction 'bank-at-the-view'");
      assertThatThrownBy(
              () ->
                  new PostgresView(
                      database.connections(),
                      database::table,
                      List.of(A.object(), B.object()),
                      1,
                      Duration.ofMillis(300)))
          .isInstanceOf(StoreException.Blocked.class)
          .hasMessageContaining("prepared transaction bank-at-the-view");
    } finally {
      database.execute("rollback prepared 'bank-at-the-view'");
    }
  }

  @Test
  void leavesChildTablesToThemselves() {
    database.execute("create table child () inherits (a)", "insert into child values (5000, 1)");
    assertThat(database.fingerprint(1, "a").rows()).isEqualTo(1000);
  }

  @Test
  void refusesReadersOnceItIsClosed() {
    ConsistentView view = database.view(1, "a");
    var reader = view.reader();
    view.close();
    assertThatThrownBy(() -> reader.read(A, BlockSink.NONE)).hasMessageContaining("closed");
    assertThatThrownBy(view::reader).hasMessageContaining("closed");
    reader.close();
  }

  @Test
  void noReaderJoinsAfterTheCoordinatorWasLost() {
    try (ConsistentView view = database.view(1, "a", "b")) {
      database.execute(
          "select pg_terminate_backend(pid, 5000) from pg_stat_activity where state ="
              + " 'idle in transaction' and datname = current_database()");
      assertThatThrownBy(view::reader).isInstanceOf(StoreException.class);
    }
  }

  @Test
  void survivesASinkThatFails() {
    database.execute("insert into a select i, 1 from generate_series(1001, 20000) i");
    try (ConsistentView view = database.view(1, "a")) {
      try (var reader = view.reader()) {
        assertThatThrownBy(
                () ->
                    reader.read(
                        A,
                        (bytes, offset, length) -> {
                          throw new IllegalStateException("vault full");
                        }))
            .hasMessage("vault full");
        assertThatThrownBy(() -> reader.read(A, BlockSink.NONE))
            .hasMessageContaining("take another");
      }
      try (var reader = view.reader()) {
        assertThat(reader.read(A, BlockSink.NONE).rows()).isEqualTo(20000);
      }
    }
  }

  @Test
  void showsRowsAsAPersonWouldWriteThem() {
    database.execute(
        """
        create table v (id int primary key, g int generated always as (id * 2) stored, s smallint,
          l bigint, n numeric, t text, b boolean, d date, ts timestamp, tz timestamptz, u uuid,
          by bytea, j jsonb, nothing text, c char(3), iv interval)
        """,
        """
        insert into v values (-7, default, 3, 1234567890123, -1234.500, 'it''s 😀', true,
          '2024-02-29', '1999-12-31 23:59:59.5', '2024-06-01 12:00+02',
          '00000000-0000-0000-0000-00000000002a', '\\x00ff', '{"a": 1}', null, 'x', '1 day'),
          (-6, default, 0, 0, 0.00010, repeat('é', 300), false, 'infinity', '-infinity',
          'infinity', '00000000-0000-0000-0000-00000000002b', '', '1', '', '', '0')
        """);
    List<List<String>> rows = new ArrayList<>();
    try (ConsistentView view = database.view(1, "v");
        var reader = view.reader()) {
      reader.rows(
          Chunk.whole(Database.named("v")),
          row -> {
            List<String> texts = new ArrayList<>();
            for (int column = 0; column < row.columns(); column++) {
              texts.add(row.text(column));
            }
            rows.add(texts);
          });
    }
    assertThat(rows.get(0))
        .containsExactly(
            "-7",
            "-14",
            "3",
            "1234567890123",
            "-1234.500",
            "it's 😀",
            "true",
            "2024-02-29",
            "1999-12-31T23:59:59.500",
            "2024-06-01T10:00Z",
            "00000000-0000-0000-0000-00000000002a",
            "\\x00ff",
            "{\"a\": 1}",
            "NULL",
            "x  ",
            "\\x00000000000000000000000100000000");
    assertThat(rows.get(1).get(4)).isEqualTo("0.00010");
    assertThat(rows.get(1).get(5)).hasSize(200).startsWith("éé").endsWith("…");
    assertThat(rows.get(1).subList(7, 10)).containsExactly("infinity", "-infinity", "infinity");
    assertThat(rows.get(1).get(13)).isEmpty();
  }
}
