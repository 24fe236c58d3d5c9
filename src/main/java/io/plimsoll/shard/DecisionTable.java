package io.plimsoll.shard;

import static io.plimsoll.route.Route.Destination.ELSEWHERE;
import static io.plimsoll.route.Route.Destination.SOURCE;
import static io.plimsoll.route.Route.Destination.TARGET;
import static io.plimsoll.store.SideState.BACK;
import static io.plimsoll.store.SideState.CUT;
import static io.plimsoll.store.SideState.NEW;
import static io.plimsoll.store.SideState.OPEN;
import static io.plimsoll.store.SideState.SEALED;

import io.plimsoll.route.Route.Destination;
import io.plimsoll.shard.Move.BumpRoute;
import io.plimsoll.shard.Move.CloseTarget;
import io.plimsoll.shard.Move.Cut;
import io.plimsoll.shard.Move.Diverged;
import io.plimsoll.shard.Move.DrainForward;
import io.plimsoll.shard.Move.DrainReverse;
import io.plimsoll.shard.Move.Hold;
import io.plimsoll.shard.Move.OpenTarget;
import io.plimsoll.shard.Move.Reason;
import io.plimsoll.shard.Move.ReopenSource;
import io.plimsoll.shard.Move.ReopenSource.Closed;
import io.plimsoll.shard.Move.Seal;
import io.plimsoll.shard.Move.SettledBack;
import io.plimsoll.shard.Move.SettledForward;
import io.plimsoll.shard.Move.SwitchRoute;
import io.plimsoll.store.SideState;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Cut-over, rollback and recovery of one shard, as the table of design page 9: from what is
 * observed to one move. Pure; it never acts and remembers nothing. {@code DecisionModelTest} walks
 * every interleaving of it.
 */
public final class DecisionTable {
  private static final Set<Destination> S = EnumSet.of(SOURCE);
  private static final Set<Destination> T = EnumSet.of(TARGET);
  private static final Set<Destination> ANY = EnumSet.of(SOURCE, TARGET, ELSEWHERE);
  private static final Set<SideState> OPEN_OR_BACK = EnumSet.of(OPEN, BACK);

  /** Source, route, target; then what to do forward, and what to do back. */
  private static final List<Row> ROWS =
      List.of(
          row(OPEN, S, NEW, DecisionTable::start, o -> new SettledBack()),
          row(OPEN, T, NEW, DecisionTable::routeToSource, DecisionTable::routeToSource),
          row(CUT, S, NEW, DecisionTable::drainThenSeal, DecisionTable::bumpThenReopen),
          row(CUT, T, NEW, DecisionTable::routeToSource, DecisionTable::routeToSource),
          row(CUT, ANY, OPEN_OR_BACK, DecisionTable::sealAndHold),
          row(SEALED, S, NEW, DecisionTable::drainThenRouteToTarget, DecisionTable::bumpThenReopen),
          row(SEALED, T, NEW, DecisionTable::drainThenOpenTarget, DecisionTable::routeToSource),
          row(SEALED, S, OPEN, DecisionTable::routeToTarget, DecisionTable::closeTarget),
          row(SEALED, T, OPEN, o -> new SettledForward(true), DecisionTable::closeTarget),
          row(SEALED, T, EnumSet.of(BACK), DecisionTable::drainReverseThenRouteToSource),
          row(SEALED, S, EnumSet.of(BACK), DecisionTable::drainReverseThenReopen),
          row(OPEN, S, EnumSet.of(BACK), o -> new SettledBack()),
          row(OPEN, T, EnumSet.of(BACK), DecisionTable::routeToSource),
          row(OPEN, ANY, EnumSet.of(OPEN), DecisionTable::shutAndHold));

  private DecisionTable() {}

  /** The next move; a {@code Hold} whenever something is unknown. */
  public static Move decide(Observation seen) {
    if (!seen.sides().epochsRaised()) {
      return Hold.because(Reason.EPOCH_NOT_RAISED);
    }
    return ROWS.stream()
        .filter(row -> row.covers(seen))
        .findFirst()
        .map(row -> row.decide(seen))
        .orElseGet(() -> Hold.because(noRowFor(seen)));
  }

  private static Reason noRowFor(Observation seen) {
    return seen.destination() == ELSEWHERE ? Reason.ROUTE_UNKNOWN : Reason.IMPOSSIBLE;
  }

  /** A frozen copy was made under its cut: a source that was open since then has outrun it. */
  private static Move start(Observation seen) {
    if (seen.orders().mode().frozen() && seen.sides().attempt() > 0) {
      return new Diverged("the outage ended before the source was sealed");
    }
    return new Cut(seen.sides().attempt());
  }

  private static Move drainThenSeal(Observation seen) {
    int attempt = seen.sides().attempt();
    if (seen.proofs().outOfBudget()) {
      return new ReopenSource(Closed.CUT, attempt);
    }
    return seen.drainedForward() ? new Seal(attempt) : new DrainForward(attempt);
  }

  private static Move drainThenRouteToTarget(Observation seen) {
    return seen.drainedForward() ? routeToTarget(seen) : new DrainForward(seen.sides().attempt());
  }

  private static Move drainThenOpenTarget(Observation seen) {
    if (!seen.drainedForward()) {
      return new DrainForward(seen.sides().attempt());
    }
    return seen.mayOpenTarget() ? new OpenTarget() : new SettledForward(false);
  }

  /** A switch of unknown outcome may still be under way; it must fail before anything is opened. */
  private static Move bumpThenReopen(Observation seen) {
    return seen.routeIsMine() ? reopen(seen) : new BumpRoute(seen.routeVersion());
  }

  private static Move reopen(Observation seen) {
    Closed from = seen.sides().source() == CUT ? Closed.CUT : Closed.SEALED;
    return new ReopenSource(from, seen.sides().attempt());
  }

  /** Closing a target that nothing can be drained from would leave clients with no side at all. */
  private static Move closeTarget(Observation seen) {
    return seen.orders().mode().hasWayBack() ? new CloseTarget() : Hold.because(Reason.NO_WAY_BACK);
  }

  private static Move drainReverseThenRouteToSource(Observation seen) {
    return seen.proofs().reverseDrained() ? routeToSource(seen) : drainReverse(seen);
  }

  private static Move drainReverseThenReopen(Observation seen) {
    return seen.proofs().reverseDrained() ? bumpThenReopen(seen) : drainReverse(seen);
  }

  private static Move drainReverse(Observation seen) {
    return seen.orders().mode().hasWayBack()
        ? new DrainReverse()
        : Hold.because(Reason.NO_WAY_BACK);
  }

  private static Move routeToSource(Observation seen) {
    return new SwitchRoute(SOURCE, seen.routeVersion());
  }

  private static Move routeToTarget(Observation seen) {
    return new SwitchRoute(TARGET, seen.routeVersion());
  }

  private static Move sealAndHold(Observation seen) {
    return new Hold(Reason.CUT_BEHIND_OPENED_TARGET, List.of(new Seal(seen.sides().attempt())));
  }

  private static Move shutAndHold(Observation seen) {
    int attempt = seen.sides().attempt();
    return new Hold(Reason.TWO_WRITABLE_SIDES, List.of(new Cut(attempt), new Seal(attempt + 1)));
  }

  private static Row row(
      SideState source, Set<Destination> route, SideState target, Cell forward, Cell back) {
    return new Row(source, route, EnumSet.of(target), forward, back);
  }

  private static Row row(
      SideState source, Set<Destination> route, Set<SideState> target, Cell either) {
    return new Row(source, route, target, either, either);
  }

  /** One cell of the table: may still ask for a proof first. */
  @FunctionalInterface
  private interface Cell {
    Move decide(Observation seen);
  }

  private record Row(
      SideState source, Set<Destination> route, Set<SideState> target, Cell forward, Cell back) {

    boolean covers(Observation seen) {
      return seen.sides().source() == source
          && route.contains(seen.destination())
          && target.contains(seen.sides().target());
    }

    Move decide(Observation seen) {
      return switch (seen.orders().direction()) {
        case FORWARD -> forward.decide(seen);
        case BACK -> back.decide(seen);
      };
    }
  }
}
