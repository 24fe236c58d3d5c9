package io.plimsoll.shard;

import io.plimsoll.common.Verdict;
import io.plimsoll.store.SideState;
import io.plimsoll.transfer.Manifest;
import java.util.Optional;

/** Nothing was carried: the source must equal its snapshot, what the target took in is lost. */
final class FrozenBackTurns implements BackTurns {
  private final ShardEnds ends;
  private final Comparer comparer;
  private final Optional<Manifest> snapshot;
  private Verdict equalsSnapshot = Verdict.NOT_VERIFIED;
  private Optional<Long> lostRows = Optional.empty();

  FrozenBackTurns(ShardEnds ends, Comparer comparer, Optional<Manifest> snapshot) {
    this.ends = ends;
    this.comparer = comparer;
    this.snapshot = snapshot;
  }

  @Override
  public Verdict equalsSnapshot() {
    return equalsSnapshot;
  }

  @Override
  public Optional<Long> lostRows() {
    return lostRows;
  }

  @Override
  public void drainReverse() {
    lostRows = Optional.of(comparer.differingRows());
  }

  @Override
  public void beforeReopen(SideState from) {
    if (snapshot.isEmpty()) {
      return;
    }
    Compared source = comparer.sourceWith(snapshot.get());
    equalsSnapshot = source.rows().verdict();
    if (equalsSnapshot == Verdict.DIFFERENT) {
      throw new DivergedException(
          ends.shard()
              + ": the fenced source no longer equals its snapshot "
              + snapshot.get().root().brief());
    }
  }
}
