package io.plimsoll.shard;

import io.plimsoll.capture.Replayer;
import io.plimsoll.capture.Replayer.Strangers;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Replay.Unexpected;
import io.plimsoll.store.SideState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings every write that clients made on the target into the source before it opens. Rows that are
 * not what they should be are left for a person; they keep nobody from going back.
 */
final class LiveBackTurns implements BackTurns {
  private final ShardTools tools;
  private final ShardEnds ends;
  private final Errand errand;
  private final List<Unexpected> setAside = new ArrayList<>();
  private final Set<Finding> missed = new LinkedHashSet<>();
  private Optional<LiveReplay> reverse = Optional.empty();
  private Optional<Sequences> sequences = Optional.empty();
  private Optional<Replayer.Pair> last = Optional.empty();
  private long keys;

  LiveBackTurns(ShardTools tools, ShardEnds ends, Errand errand) {
    this.tools = tools;
    this.ends = ends;
    this.errand = errand;
  }

  /**
   * Both moments of the last pair stay open: clients need not wait until all rows are compared, and
   * what they write meanwhile is not in the comparison.
   */
  @Override
  public void drainReverse() {
    prepare();
    last.ifPresent(Replayer.Pair::close);
    last = Optional.empty();
    if (tools.guards().has(GuardId.F53)) {
      carryBack();
    }
    sequences.orElseThrow().follow();
  }

  /** F53: behind the closed target there are writes that the source lacks. */
  private void carryBack() {
    Replayer.Pair pair = reverse.orElseThrow().pair(Strangers.SET_ASIDE);
    last = Optional.of(pair);
    note(pair.ticked());
  }

  private void note(Replayer.Ticked ticked) {
    keys += ticked.keys();
    setAside.addAll(ticked.setAside());
    missed.addAll(ticked.missed());
  }

  /** Everything that takes longer than clients should wait. */
  private void prepare() {
    if (reverse.isEmpty()) {
      reverse = Optional.of(new LiveReplay(tools, ends, errand, Purpose.REVERSE));
      sequences = Optional.of(Sequences.back(tools, ends, errand));
    }
  }

  @Override
  public void beforeCloseTarget() {
    prepare();
    note(reverse.orElseThrow().tick(Strangers.SET_ASIDE));
    new Pause(tools, ends, errand).begin();
  }

  /** From here on changes of the source concern nobody but its clients. */
  @Override
  public void beforeReopen(SideState from) {
    ends.source().changes().stop(errand.authority());
  }

  @Override
  public void clientsMayWrite() {
    new Pause(tools, ends, errand).end();
  }

  @Override
  public Optional<CarriedBack> carriedBack() {
    return last.map(
        pair -> {
          var comparer = new Comparer(new Passages(tools, ends.shard(), errand), ends, errand);
          Compared compared = comparer.between(pair.to(), pair.from());
          return new CarriedBack(keys, List.copyOf(missed), List.copyOf(setAside), compared);
        });
  }

  @Override
  public void close() {
    last.ifPresent(Replayer.Pair::close);
    last = Optional.empty();
    reverse.ifPresent(LiveReplay::close);
    reverse = Optional.empty();
  }
}
