package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.ShardId;
import io.plimsoll.store.ChangeFeed;
import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.Replay;
import io.plimsoll.store.Replay.Tick;
import io.plimsoll.store.Side;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random changes and ticks at random moments; after each tick both sides are equal. {@code
 * -Dplimsoll.seed} repeats one series.
 */
class ReplayRandomTest {
  private static final int STEPS = 100;
  private final long seed = Long.getLong("plimsoll.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final RandomChanges changes = new RandomChanges(random);

  private void run(ReplayedPair pair, Runnable tick) {
    for (int step = 0; step < STEPS; step++) {
      try {
        changes.apply(pair.from);
        if (random.nextInt(3) == 0 || step == STEPS - 1) {
          tick.run();
          pair.assertEqual();
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("plimsoll.seed=%d, step %d".formatted(seed, step), e);
      }
    }
    assertThat(changes.refused()).as("seed %d", seed).isLessThan(STEPS / 2);
  }

  @ParameterizedTest
  @EnumSource(Purpose.class)
  void bothSidesAreEqualAfterEveryTick(Purpose purpose) {
    try (ReplayedPair pair = new ReplayedPair(purpose, RandomChanges.SCHEMA)) {
      run(pair, pair::tick);
    }
  }

  /** The same with the product's own capture on the side that changes. */
  @ParameterizedTest
  @EnumSource(Purpose.class)
  void bothSidesAreEqualAfterEveryTickOfOurOwnCapture(Purpose purpose) {
    try (ReplayedPair pair = new ReplayedPair(purpose, RandomChanges.SCHEMA);
        PostgresStore from = new PostgresStore(pair.from.connections())) {
      var authority = ReplayedPair.authority(1);
      from.fence()
          .claim(authority, new ShardId("s00"), Side.Role.SOURCE, pair.objects, ReplayedPair.BOUND);
      var feed = from.changes();
      feed.install(authority, purpose, pair.objects, ReplayedPair.BOUND);
      run(
          pair,
          () -> {
            tick(feed, pair);
            feed.forget(authority, pair.replay.applied().orElseThrow());
          });
      assertThat(feed.backlog(10)).isZero();
    }
  }

  private static void tick(ChangeFeed feed, ReplayedPair pair) {
    Replay replay = pair.replay;
    try (var moment = feed.moment(pair.objects, ReplayedPair.SEED, replay.applied())) {
      assertThat(moment.changedCapture()).isEmpty();
      moment.makeDurable();
      try (Tick tick = replay.begin(moment.watermark())) {
        var changed = moment.changed();
        changed.forEach(c -> tick.keys(c, sink -> moment.keys(c, sink)));
        assertThat(tick.unexpected()).isEmpty();
        tick.delete();
        Map<Changed, Fingerprint> sent = new HashMap<>();
        changed.forEach(c -> tick.rows(c, sink -> sent.put(c, moment.rows(c, sink))));
        changed.forEach(c -> assertThat(tick.readBack(c)).isEqualTo(sent.get(c)));
        tick.commit();
      }
    }
  }
}
