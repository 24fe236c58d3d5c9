package io.plimsoll.shard;

import io.plimsoll.common.Verdict;
import io.plimsoll.run.ShardState;
import io.plimsoll.store.SideState;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.transfer.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One shard's way back, in two parts: first clients are sent back and the source is open again,
 * then the target is cleaned of what the run made there. Each part is safe to repeat.
 */
public final class WayBack {
  private final ShardTools tools;
  private final ShardEnds ends;
  private final Errand errand;
  private final Diary diary;
  private final Comparer comparer;

  public WayBack(ShardTools tools, ShardEnds ends, Errand errand) {
    this.tools = tools;
    this.ends = ends;
    this.errand = errand.in("rollback");
    this.diary = new Diary(tools, ends.shard(), this.errand);
    this.comparer = new Comparer(new Passages(tools, ends.shard(), this.errand), ends, this.errand);
  }

  /**
   * How the source came back.
   *
   * @param equalsSnapshot compared before it was opened; NOT_VERIFIED when it was open already
   * @param lostRows rows the open target took in, which going back loses; only with the waiver
   * @param held why a person must decide instead; empty when it is back
   */
  public record Returned(
      Verdict equalsSnapshot,
      boolean writable,
      String route,
      Optional<Long> lostRows,
      Optional<String> held) {}

  /**
   * Route and sides back, the source open.
   *
   * @param snapshot what the source must equal before it is opened; empty when none was taken yet
   * @throws DivergedException when the fenced source no longer equals its snapshot
   */
  public Returned returnToSource(Optional<Manifest> snapshot) {
    if (neverClaimed()) {
      return returned(Verdict.NOT_VERIFIED, "", Optional.empty());
    }
    var turns = new BackTurns(snapshot);
    var driver = new ShardDriver(tools, ends, errand, turns);
    ShardDriver.Settled settled = driver.drive(Direction.BACK, false);
    if (settled.kind() != ShardDriver.Settled.Kind.BACK) {
      return new Returned(
          turns.equalsSnapshot, false, "", turns.lostRows, Optional.of(settled.text()));
    }
    return returned(
        turns.equalsSnapshot, settled.route().map(p -> p.address()).orElse(""), turns.lostRows);
  }

  /** A run can be refused before it writes down sides and route: then there is no way to go. */
  private boolean neverClaimed() {
    var observer = new Observer(ends, errand.authority());
    return observer.source().isEmpty()
        && observer.target().isEmpty()
        && ends.route().observe(ends.shard()).isEmpty();
  }

  private Returned returned(Verdict equalsSnapshot, String route, Optional<Long> lostRows) {
    boolean writable = ends.objects().stream().allMatch(ends.source().fence()::acceptsWrites);
    return new Returned(
        equalsSnapshot,
        writable,
        route,
        lostRows,
        writable ? Optional.empty() : Optional.of("the source does not accept writes"));
  }

  /**
   * Removes what the run made on the target, and the run's own schema on both sides. A target that
   * was ever open is left as it is: behind it may be rows that nobody else has.
   *
   * @return what could not be removed now, a sentence each; inert, and said in the report
   */
  public List<String> cleanUp() {
    var remaining = new ArrayList<String>();
    var observer = new Observer(ends, errand.authority());
    Optional<SideState> target = observer.target().map(side -> side.state());
    if (target.isPresent() && target.get() == SideState.NEW) {
      diary.perform(
          "target.clean",
          ends.target().name(),
          "everything this run created or loaded",
          "none: the source has it all",
          () -> {
            try (StoreWriter writer = ends.target().writer(errand.authority())) {
              writer.clean();
            }
            return "clean";
          },
          done -> done);
      leave(ends.target(), remaining);
    } else if (target.isPresent()) {
      remaining.add(ends.target().name() + " was open: kept closed, with all rows it took in");
    }
    if (observer.source().isPresent()) {
      leave(ends.source(), remaining);
    }
    tools.ports().shards().set(errand.authority().run(), ends.shard(), ShardState.UNDONE);
    return remaining;
  }

  private void leave(io.plimsoll.store.Store store, List<String> remaining) {
    try {
      diary.perform(
          "fence.remove",
          store.name(),
          "schema plimsoll and its triggers",
          "none",
          () -> {
            store.fence().remove(errand.authority(), ends.objects(), errand.lockBound());
            return "removed";
          },
          done -> done);
    } catch (StoreException.Blocked e) {
      remaining.add(store.name() + ": schema plimsoll stays, open and inert: " + e.getMessage());
    }
  }

  private final class BackTurns implements ShardDriver.Turns {
    private final Optional<Manifest> snapshot;
    private Verdict equalsSnapshot = Verdict.NOT_VERIFIED;
    private Optional<Long> lostRows = Optional.empty();

    BackTurns(Optional<Manifest> snapshot) {
      this.snapshot = snapshot;
    }

    @Override
    public void drainForward() {
      throw new IllegalStateException("nothing is drained forward on the way back");
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
}
