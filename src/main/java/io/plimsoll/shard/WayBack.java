package io.plimsoll.shard;

import io.plimsoll.common.Verdict;
import io.plimsoll.route.Route;
import io.plimsoll.run.ShardState;
import io.plimsoll.store.SideState;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.transfer.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

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
   * @param carriedBack with live capture, what clients wrote on the target and where it is now
   * @param held why a person must decide instead; empty when it is back
   */
  public record Returned(
      Verdict equalsSnapshot,
      boolean writable,
      String route,
      Optional<Long> lostRows,
      Optional<CarriedBack> carriedBack,
      Optional<String> held) {}

  /**
   * Route and sides back, the source open.
   *
   * @param snapshot what the source must equal before it is opened; empty when none was taken yet
   * @throws DivergedException when the fenced source no longer equals its snapshot
   */
  public Returned returnToSource(Optional<Manifest> snapshot) {
    if (neverClaimed()) {
      return returned("", new BackTurns.None());
    }
    Lock turn = tools.turns().of(errand.authority().run(), ends.shard());
    turn.lock();
    try (BackTurns turns = turns(snapshot)) {
      ShardDriver.Settled settled =
          new ShardDriver(tools, ends, errand, turns).drive(Direction.BACK, false);
      return settled.kind() == ShardDriver.Settled.Kind.BACK
          ? returned(settled.route().map(Route.Position::address).orElse(""), turns)
          : of(turns, false, "", Optional.of(settled.text()));
    } finally {
      turn.unlock();
    }
  }

  private BackTurns turns(Optional<Manifest> snapshot) {
    return errand.live()
        ? new LiveBackTurns(tools, ends, errand)
        : new FrozenBackTurns(ends, comparer, snapshot);
  }

  /** A run can be refused before it writes down sides and route: then there is no way to go. */
  private boolean neverClaimed() {
    var observer = new Observer(ends, errand.authority());
    return observer.source().isEmpty()
        && observer.target().isEmpty()
        && ends.route().observe(ends.shard()).isEmpty();
  }

  private Returned returned(String route, BackTurns turns) {
    boolean writable = ends.objects().stream().allMatch(ends.source().fence()::acceptsWrites);
    return of(
        turns,
        writable,
        route,
        writable ? Optional.empty() : Optional.of("the source does not accept writes"));
  }

  private static Returned of(
      BackTurns turns, boolean writable, String route, Optional<String> held) {
    return new Returned(
        turns.equalsSnapshot(), writable, route, turns.lostRows(), turns.carriedBack(), held);
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
      if (errand.live()) {
        ends.source().changes().stop(errand.authority());
      }
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
}
