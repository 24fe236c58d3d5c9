package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Replay;
import io.plimsoll.store.Replay.Tick;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Watermark;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may replay, and when. */
class ReplayTurnTest {
  private static final String HOLDER =
      "from pg_locks where relation = 'plimsoll.replayed'::regclass and mode = 'ExclusiveLock'";
  private ReplayedPair pair;

  @BeforeEach
  void open() {
    pair =
        new ReplayedPair(
            Purpose.FORWARD,
            "create table t (id int primary key, name text)",
            "insert into t values (1, 'old')");
    pair.from.execute("update t set name = 'new'");
  }

  @AfterEach
  void close() {
    pair.close();
  }

  private List<String> here() {
    return pair.to.query("select * from t");
  }

  /** A tick with all in it but its commit. */
  private Tick filled(Replay replay) {
    try (var moment = pair.captured.moment()) {
      Tick tick = replay.begin(moment.watermark());
      Changed t = moment.changed("t");
      tick.keys(t, sink -> moment.keys(t, sink));
      tick.delete();
      tick.rows(t, sink -> moment.rows(t, ReplayedPair.SEED, sink));
      return tick;
    }
  }

  @Test
  @Tag("F42")
  void refusesASecondReplayerAndNamesTheFirst() {
    try (Tick first = filled(pair.replay);
        Replay second = pair.replayer(1)) {
      assertThatThrownBy(() -> second.begin(new Watermark("1:1:")))
          .isInstanceOf(StoreException.Blocked.class)
          .hasMessageContaining("somebody else replays here")
          .hasMessageContaining("plimsoll run-1");
      first.commit();
      try (Tick now = second.begin(new Watermark("1:1:"))) {
        assertThat(now.unexpected()).isEmpty();
      }
    }
    assertThat(here()).containsExactly("1|new");
  }

  @Test
  @Tag("F42")
  void refusesAStaleEpochBeforeAnything() {
    pair.store.fence().raise(ReplayedPair.authority(2));
    assertThatThrownBy(() -> pair.tick()).isInstanceOf(StoreException.Fenced.class);
    assertThat(here()).containsExactly("1|old");
    try (Replay next = pair.replayer(2)) {
      pair.tick(next, ReplayedPair.Then.STOP);
    }
    assertThat(here()).containsExactly("1|new");
  }

  @Test
  @Tag("F42")
  void losesItsTickToATakeover() {
    try (Tick stale = filled(pair.replay)) {
      pair.store.fence().raise(ReplayedPair.authority(2));
      assertThatThrownBy(stale::commit).isInstanceOf(StoreException.class);
    }
    assertThat(here()).containsExactly("1|old");
    assertThatThrownBy(() -> pair.tick()).isInstanceOf(StoreException.Fenced.class);
    assertThat(pair.replay.applied()).isEmpty();
  }

  @Test
  @Tag("F42")
  void withoutTheCheckAStaleReplayerWrites() {
    pair.store.fence().raise(ReplayedPair.authority(2));
    pair.to.execute(
        "create or replace function plimsoll.check_epoch() returns void language sql as ''");
    pair.tick();
    assertThat(here()).containsExactly("1|new");
  }

  @Test
  void goesOnInANewSessionAfterItsOwnWasKilled() {
    try (Tick lost = filled(pair.replay)) {
      assertThat(pair.to.query("select pg_terminate_backend(pid, 10000) " + HOLDER)).hasSize(1);
      assertThatThrownBy(lost::commit)
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.worthAnotherTry()).isTrue());
    }
    assertThat(here()).containsExactly("1|old");
    pair.tick();
    assertThat(here()).containsExactly("1|new");
  }

  /** An answer given while a commit is on its way would be stale a moment later. */
  @Test
  void saysWhatIsAppliedOnlyWhenNoTickIsOnItsWay() throws Exception {
    var pool = Executors.newSingleThreadExecutor();
    try (Tick tick = filled(pair.replay);
        Replay other = pair.replayer(1)) {
      Future<Optional<Watermark>> applied = pool.submit(other::applied);
      assertThatThrownBy(() -> applied.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      tick.commit();
      assertThat(applied.get(30, TimeUnit.SECONDS)).isPresent();
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void keepsOneSessionAndGivesItBackClean() {
    pair.tick();
    pair.from.execute("update t set name = 'newer'");
    pair.tick();
    String temporary = "select count(*) from pg_class where relpersistence = 't' and relkind = 'r'";
    assertThat(pair.to.query(temporary)).containsExactly("2");
    pair.replay.close();
    assertThat(pair.to.query(temporary)).containsExactly("0");
    assertThat(here()).containsExactly("1|newer");
  }

  @Test
  void closingTheReplayerInMidTickLeavesNothing() {
    Tick tick = filled(pair.replay);
    pair.replay.close();
    tick.close();
    assertThat(here()).containsExactly("1|old");
    assertThat(pair.to.query("select count(*) " + HOLDER)).containsExactly("0");
  }
}
