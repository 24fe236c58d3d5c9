package io.plimsoll.shard;

import io.plimsoll.capture.Replayer;
import io.plimsoll.capture.Replayer.Strangers;
import io.plimsoll.common.Digest;
import io.plimsoll.common.GuardId;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Fence;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import io.plimsoll.store.Store;
import java.util.Optional;

/**
 * Clients write all the while: their changes are captured before the first row is copied, replayed
 * into the target until the cut-over, and back into the source after it.
 */
final class LiveCarrier implements Carrier {
  private final ShardTools tools;
  private final ShardEnds ends;
  private final Errand errand;
  private final LiveCut cut;
  private Optional<LiveReplay> forward = Optional.empty();
  private Optional<Sequences> sequences = Optional.empty();

  LiveCarrier(ShardTools tools, ShardEnds ends, Errand errand) {
    this.tools = tools;
    this.ends = ends;
    this.errand = errand;
    this.cut = new LiveCut(tools, ends, errand, this::forward);
  }

  /** Kept from before the cut on: opening it takes longer than clients should wait. */
  private LiveReplay forward() {
    if (forward.isEmpty()) {
      forward = Optional.of(new LiveReplay(tools, ends, errand, Purpose.FORWARD));
    }
    return forward.get();
  }

  @Override
  public Carrier pinnedTo(Digest digest) {
    cut.pinnedTo(digest);
    return this;
  }

  @Override
  public void beforeCopy() {
    install(ends.source(), Purpose.FORWARD);
  }

  private void install(Store store, Purpose purpose) {
    new Diary(tools, ends.shard(), errand)
        .perform(
            "capture.install",
            store.name(),
            purpose + ", triggers and dirty tables in schema plimsoll",
            "dropped with schema plimsoll",
            () -> {
              store
                  .changes()
                  .install(errand.authority(), purpose, ends.objects(), errand.lockBound());
              return "changes are captured";
            },
            done -> done);
  }

  /**
   * Chunks of a copy that was resumed were read at different moments. Only a tick brings them to
   * one moment, at which unique values are unique.
   */
  @Override
  public void loaded() {
    forward().catchUp();
  }

  @Override
  public void built() {
    forward().catchUp();
    forward().proveAlive();
  }

  @Override
  public Compared verify() {
    return compared(forward(), Purpose.FORWARD);
  }

  @Override
  public Compared soak() {
    try (var reverse = new LiveReplay(tools, ends, errand, Purpose.REVERSE)) {
      try {
        return compared(reverse, Purpose.REVERSE);
      } catch (DivergedException e) {
        return rows(reverse, e);
      }
    }
  }

  /** That a trigger was touched, or a tick refused, is not yet which rows are wrong. */
  private Compared rows(LiveReplay reverse, DivergedException why) {
    Compared found = once(reverse, Purpose.REVERSE, Strangers.SET_ASIDE);
    if (found.equal()) {
      throw why;
    }
    return found;
  }

  /** Different only when two pairs differ: one bad reading is no corruption. */
  private Compared compared(LiveReplay replay, Purpose purpose) {
    replay.catchUp();
    replay.proveAlive();
    Compared first = once(replay, purpose, Strangers.REFUSE);
    return first.equal() ? first : once(replay, purpose, Strangers.REFUSE);
  }

  private Compared once(LiveReplay replay, Purpose purpose, Strangers strangers) {
    var comparer = new Comparer(new Passages(tools, ends.shard(), errand), ends, errand);
    try (Replayer.Pair pair = replay.pair(strangers)) {
      return purpose == Purpose.FORWARD
          ? comparer.between(pair.from(), pair.to())
          : comparer.between(pair.to(), pair.from());
    }
  }

  /** The way back for clients' writes must stand before the target opens. */
  @Override
  public Optional<String> cut(int attempt) {
    install(ends.target(), Purpose.REVERSE);
    sequences = Optional.of(Sequences.forward(tools, ends, errand));
    return cut.attempt(attempt);
  }

  /** F52: what was written after the last tick, and before the fence had closed, comes now. */
  @Override
  public void drainForward() {
    if (tools.guards().has(GuardId.F52)) {
      forward().tick(Strangers.REFUSE);
    }
    sequences.orElseGet(() -> Sequences.forward(tools, ends, errand)).follow();
  }

  @Override
  public void drainReverse() {
    throw new IllegalStateException("nothing is drained back on the way forward");
  }

  @Override
  public void beforeReopen(SideState from) {
    // An attempt is undone: the source has every write, and is captured as before.
  }

  @Override
  public Side openTarget(Fence.Move move) {
    return ends.target().fence().openCaptured(errand.authority(), move, ends.objects());
  }

  @Override
  public void clientsMayWrite() {
    cut.clientsMayWrite();
  }

  @Override
  public Blocked blocked() {
    return cut.blocked();
  }

  @Override
  public void close() {
    cut.stopWatching();
    forward.ifPresent(LiveReplay::close);
    forward = Optional.empty();
  }
}
