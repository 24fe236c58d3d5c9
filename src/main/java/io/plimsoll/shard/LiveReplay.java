package io.plimsoll.shard;

import io.plimsoll.capture.ReplayDivergedException;
import io.plimsoll.capture.Replayer;
import io.plimsoll.capture.Replayer.Strangers;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Store;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/**
 * One shard's replay in one direction: catches up, proves the feed alive, makes pairs. What cannot
 * be brought together is a divergence.
 */
public final class LiveReplay implements AutoCloseable {
  /** Few enough keys that the last tick under the fence takes a moment only. */
  static final int SMALL = 2_000;

  private static final int MAX_TICKS = 500;

  private final ShardTools tools;
  private final ShardEnds ends;
  private final Errand errand;
  private final Purpose purpose;
  private final Replayer replayer;
  private final Lock turn;

  public LiveReplay(ShardTools tools, ShardEnds ends, Errand errand, Purpose purpose) {
    this.tools = tools;
    this.ends = ends;
    this.errand = errand;
    this.purpose = purpose;
    this.turn = tools.turns().of(errand.authority().run(), ends.shard());
    var terms =
        new Replayer.Terms(
            errand.authority(),
            purpose,
            ends.objects(),
            errand.seed(),
            tools.guards(),
            tools.crash());
    this.replayer = new Replayer(from(), to(), terms);
  }

  private Store from() {
    return purpose == Purpose.FORWARD ? ends.source() : ends.target();
  }

  private Store to() {
    return purpose == Purpose.FORWARD ? ends.target() : ends.source();
  }

  /**
   * One tick.
   *
   * @throws DivergedException when both sides cannot be brought together
   */
  public Replayer.Ticked tick(Strangers strangers) {
    return told(inTurn(() -> replayer.tick(strangers)));
  }

  /** Both sides at the same state, rows as they must be. */
  Replayer.Pair pair(Strangers strangers) {
    Replayer.Pair pair = inTurn(() -> replayer.pair(strangers));
    told(pair.ticked());
    return pair;
  }

  private Replayer.Ticked told(Replayer.Ticked ticked) {
    if (ticked.keys() > 0) {
      tools.conditions().listener().replayed(errand.pass(), ends.shard(), ticked.keys());
    }
    return ticked;
  }

  /**
   * Ticks until few keys are left, or no fewer any more.
   *
   * @return keys of the last tick
   */
  long catchUp() {
    long before = Long.MAX_VALUE;
    for (int i = 0; i < MAX_TICKS; i++) {
      long keys = tick(Strangers.REFUSE).keys();
      if (keys <= SMALL || keys >= before) {
        return keys;
      }
      before = keys;
    }
    return before;
  }

  /** F14: a mark sent through every object's capture must come out with the next tick. */
  void proveAlive() {
    inTurn(
        () -> {
          String mark = from().changes().mark(ends.objects());
          requireOut(mark, told(replayer.tick(Strangers.REFUSE)));
          return mark;
        });
  }

  private void requireOut(String mark, Replayer.Ticked ticked) {
    List<Finding> dead =
        tools
            .guards()
            .check(
                GuardId.F14,
                () -> ticked.marks().contains(mark) ? List.of() : List.of(stalled(ticked)));
    if (!dead.isEmpty()) {
      throw new DivergedException(ShardWay.texts(dead));
    }
  }

  private Finding stalled(Replayer.Ticked ticked) {
    return Finding.blocking(
        GuardId.F14,
        "feed-stalled",
        ends.shard() + " " + from().name(),
        "a mark written through its capture did not come out at position " + ticked.position(),
        "find out who disabled or dropped the triggers of schema plimsoll; the run rolls back");
  }

  private <T> T inTurn(Supplier<T> work) {
    turn.lock();
    try {
      return work.get();
    } catch (ReplayDivergedException e) {
      throw new DivergedException(ends.shard() + ": " + e.getMessage());
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void close() {
    replayer.close();
  }
}
