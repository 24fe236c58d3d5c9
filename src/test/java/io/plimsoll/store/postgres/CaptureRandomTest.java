package io.plimsoll.store.postgres;

import static io.plimsoll.store.ChangeFeed.Purpose.FORWARD;
import static io.plimsoll.store.postgres.FencedStore.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Moment;
import io.plimsoll.store.Watermark;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Whoever replays every moment's keys and rows ends with what the writers left. */
class CaptureRandomTest {
  private static final int WRITERS = 3;
  private static final int TICKS = 12;
  private static final int IDS = 40;

  private static String statement(Random random) {
    int a = random.nextInt(IDS);
    int b = random.nextInt(IDS);
    return switch (random.nextInt(8)) {
      case 0 -> "delete from t where id = " + a;
      case 1 ->
          "update t set v = 'the range of %d' where id between %d and %d".formatted(b, a, a + 3);
      case 2 ->
          "update t set id = case id when %1$d then %2$d else %1$d end where id in (%1$d, %2$d)"
              .formatted(a, b);
      case 3 -> "begin; update t set v = 'never seen' where id = %d; rollback".formatted(a);
      case 4 ->
          "begin; delete from t where id = %d; savepoint s; delete from t; rollback to s; commit"
              .formatted(a);
      case 5 ->
          random.nextInt(20) == 0
              ? "truncate t"
              : "update t set v = 'the very same' where id = " + a;
      default ->
          "insert into t values (%d, 'the value of %d') on conflict (id) do update set v = 'a conflict of %d'"
              .formatted(a, b, b);
    };
  }

  /** Lost races between the writers are theirs: the whole transaction is gone. */
  private static void write(CapturedStore store, long seed, AtomicBoolean stop) {
    Random random = new Random(seed);
    while (!stop.get()) {
      try {
        store.client(statement(random));
      } catch (IllegalStateException e) {
        assertThat(e).cause().hasMessageMatching("(?s).*(deadlock|duplicate key).*");
      }
    }
  }

  private static Watermark replay(
      CapturedStore store, Optional<Watermark> applied, Map<String, String> replica) {
    try (Moment moment = store.changes.moment(CapturedStore.names("t"), 1, applied)) {
      assertThat(moment.changedCapture()).isEmpty();
      for (Changed changed : moment.changed()) {
        List<String> keys = CapturedStore.keys(moment, changed);
        assertThat(keys).hasSize((int) changed.keys()).doesNotHaveDuplicates();
        if (changed.whole()) {
          replica.clear();
        }
        keys.forEach(replica::remove);
        for (String row : CapturedStore.rows(moment, changed)) {
          assertThat(replica.put(row.substring(0, row.indexOf('|')), row)).isNull();
        }
      }
      store.changes.forget(node(1), moment.watermark());
      return moment.watermark();
    }
  }

  @Test
  void losesNothingUnderConcurrentWriters() throws Exception {
    long seed = System.nanoTime();
    System.out.println("CaptureRandomTest seed " + seed);
    try (var store =
        new CapturedStore("create table t (id int primary key, v text)").capturing(FORWARD, "t")) {
      var stop = new AtomicBoolean();
      var writers = new CompletableFuture<?>[WRITERS];
      for (int i = 0; i < WRITERS; i++) {
        long own = seed + i;
        writers[i] = CompletableFuture.runAsync(() -> write(store, own, stop));
      }
      Map<String, String> replica = new TreeMap<>();
      Optional<Watermark> applied = Optional.empty();
      for (int tick = 0; tick < TICKS; tick++) {
        applied = Optional.of(replay(store, applied, replica));
      }
      stop.set(true);
      CompletableFuture.allOf(writers).get(60, TimeUnit.SECONDS);
      replay(store, applied, replica);
      assertThat(replica.values())
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(store.database.query("select id, v from t"));
      assertThat(store.changes.backlog(10)).isZero();
    }
  }
}
