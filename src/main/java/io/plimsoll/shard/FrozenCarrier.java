package io.plimsoll.shard;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.store.Fence;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Nobody writes: the source is closed from its snapshot on, and every step makes sure it still is.
 */
final class FrozenCarrier implements Carrier {
  private final ShardTools tools;
  private final ShardEnds ends;
  private final Errand errand;
  private final Passages passages;
  private Optional<Digest> pinned = Optional.empty();

  FrozenCarrier(ShardTools tools, ShardEnds ends, Errand errand) {
    this.tools = tools;
    this.ends = ends;
    this.errand = errand;
    this.passages = new Passages(tools, ends.shard(), errand);
  }

  @Override
  public Carrier pinnedTo(Digest digest) {
    pinned = Optional.of(digest);
    return this;
  }

  @Override
  public void beforeCopy() {
    requireFenced();
  }

  @Override
  public void loaded() {
    // Nothing can have changed since.
  }

  @Override
  public void built() {
    // Nothing can have changed since.
  }

  @Override
  public Compared verify() {
    requireFenced();
    return comparer().copied();
  }

  @Override
  public Compared soak() {
    return comparer().views();
  }

  private Comparer comparer() {
    return new Comparer(passages, ends, errand);
  }

  /** The source must be closed by this run right now; a lapsed cut belongs to the clients. */
  void requireFenced() {
    Optional<Side> side = new Observer(ends, errand.authority()).source();
    SideState state = side.map(Side::state).orElse(SideState.OPEN);
    boolean lapsed =
        state == SideState.CUT
            && side.flatMap(Side::until).filter(until -> !now().isBefore(until)).isPresent();
    if (state == SideState.OPEN || lapsed) {
      throw new DivergedException(
          ends.shard()
              + ": the outage ended before the source was sealed; clients may have written");
    }
  }

  private Instant now() {
    return ends.source().fence().now();
  }

  @Override
  public Optional<String> cut(int attempt) {
    throw new DivergedException(
        "the source is open: a frozen move is fenced before its snapshot, not at cut-over");
  }

  @Override
  public void drainForward() {
    passages.requireVerified(ends.objects());
    List<Finding> changed =
        tools.guards().check(GuardId.F28, () -> SchemaWatch.changed(ends, pinned.orElseThrow()));
    if (!changed.isEmpty()) {
      throw new DivergedException(ShardWay.texts(changed));
    }
    Sequences.forward(tools, ends, errand).follow();
  }

  @Override
  public void drainReverse() {
    throw new IllegalStateException("nothing is drained back on the way forward");
  }

  @Override
  public void beforeReopen(SideState from) {
    // The cut has lapsed already: whatever is proven now, clients may write at this instant.
  }

  @Override
  public Side openTarget(Fence.Move move) {
    return ends.target().fence().move(errand.authority(), move);
  }

  @Override
  public Blocked blocked() {
    return Blocked.NOT_YET;
  }
}
