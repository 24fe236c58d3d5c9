package io.plimsoll.shard;

import io.plimsoll.route.Route;
import io.plimsoll.route.Route.Destination;
import io.plimsoll.shard.Observation.Orders;
import io.plimsoll.shard.Observation.Proofs;
import io.plimsoll.store.Fence;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import io.plimsoll.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Drives one shard by the decision table: observe, decide, make one move, observe again. The same
 * loop cuts over, recovers after a crash and goes back.
 */
final class ShardDriver {
  /** More moves than any way through the table takes, retries of the route included. */
  private static final int MAX_MOVES = 60;

  /** A source shut because both sides were writable is sealed right after. */
  private static final Duration SHUT_FOR = Duration.ofMinutes(10);

  private final ShardEnds ends;
  private final Errand errand;
  private final Diary diary;
  private final Observer observer;
  private final Turns turns;

  ShardDriver(ShardTools tools, ShardEnds ends, Errand errand, Turns turns) {
    this.ends = ends;
    this.errand = errand;
    this.diary = new Diary(tools, ends.shard(), errand);
    this.observer = new Observer(ends, errand.authority());
    this.turns = turns;
  }

  /** What the way needs done at its turning points; each may be repeated. */
  interface Turns {
    /** Proves the copy complete and equal, and sets what follows it: sequences. */
    void drainForward();

    /** What can be carried back of the target's writes, or measured of their loss. */
    void drainReverse();

    /** Proves the source worth opening. */
    void beforeReopen(SideState from);
  }

  /**
   * Where it ended.
   *
   * @param route as last observed
   */
  record Settled(Kind kind, String text, Optional<Route.Position> route, int attempt) {
    enum Kind {
      FORWARD,
      BACK,
      HELD
    }
  }

  /**
   * Drives until settled.
   *
   * @throws DivergedException when the copy cannot be trusted any more
   */
  Settled drive(Direction direction, boolean openTarget) {
    var orders = new Orders(direction, errand.mode(), openTarget);
    Proofs proofs = Proofs.NONE;
    for (int moves = 0; moves < MAX_MOVES; moves++) {
      Observation seen = observer.look(orders, proofs);
      Step step = DecisionTable.decide(seen).match(new Mover(seen, proofs));
      if (step.settled().isPresent()) {
        return step.settled().get();
      }
      proofs = step.proofs();
    }
    throw new IllegalStateException(
        ends.shard() + ": not settled after " + MAX_MOVES + " moves of the decision table");
  }

  private record Step(Proofs proofs, Optional<Settled> settled) {}

  /** Makes the one move that was decided on. */
  private final class Mover implements Move.Cases<Step> {
    private final Observation seen;
    private final Proofs proofs;

    Mover(Observation seen, Proofs proofs) {
      this.seen = seen;
      this.proofs = proofs;
    }

    @Override
    public Step cut(Move.Cut move) {
      throw new DivergedException(
          "the source is open: a frozen move is fenced before its snapshot, not at cut-over");
    }

    @Override
    public Step seal(Move.Seal move) {
      moveSide(ends.source(), SideState.CUT, SideState.SEALED, move.attempt());
      return on(proofs);
    }

    @Override
    public Step reopenSource(Move.ReopenSource move) {
      SideState from = SideState.valueOf(move.from().name());
      turns.beforeReopen(from);
      moveSide(ends.source(), from, SideState.OPEN, move.attempt());
      return on(proofs);
    }

    @Override
    public Step drainForward(Move.DrainForward move) {
      turns.drainForward();
      return on(proofs.drained(move.attempt()));
    }

    @Override
    public Step drainReverse(Move.DrainReverse move) {
      turns.drainReverse();
      return on(proofs.drainedReverse());
    }

    @Override
    public Step switchRoute(Move.SwitchRoute move) {
      Route.Position now =
          diary.perform(
              "route.switch",
              "route of " + ends.shard(),
              "to %s if at version %d".formatted(move.to(), move.expectedVersion()),
              "switch to " + (move.to() == Destination.TARGET ? "SOURCE" : "TARGET"),
              () -> ends.route().switchTo(ends.shard(), move.to(), move.expectedVersion()),
              p -> "clients go to %s, version %d".formatted(p.address(), p.version()));
      return on(proofs.routeAt(now.version()));
    }

    @Override
    public Step bumpRoute(Move.BumpRoute move) {
      Route.Position now =
          diary.perform(
              "route.bump",
              "route of " + ends.shard(),
              "version %d".formatted(move.expectedVersion()),
              "none needed",
              () -> ends.route().bump(ends.shard(), move.expectedVersion()),
              p -> "version " + p.version());
      return on(proofs.routeAt(now.version()));
    }

    @Override
    public Step openTarget(Move.OpenTarget move) {
      moveSide(ends.target(), SideState.NEW, SideState.OPEN, targetAttempt());
      return on(proofs);
    }

    @Override
    public Step closeTarget(Move.CloseTarget move) {
      diary.perform(
          "fence.close",
          ends.target().name(),
          "OPEN to BACK",
          "none: a closed target stays closed",
          () ->
              ends.target()
                  .fence()
                  .close(
                      errand.authority(),
                      new Fence.Move(SideState.OPEN, SideState.BACK, targetAttempt()),
                      ends.objects(),
                      Instant.MAX,
                      errand.lockBound()),
          side -> side.state().name());
      return on(proofs);
    }

    @Override
    public Step settledForward(Move.SettledForward move) {
      String text =
          move.targetOpen() ? "the target is open" : "cut over; the target opens at finalize";
      return end(Settled.Kind.FORWARD, text);
    }

    @Override
    public Step settledBack(Move.SettledBack move) {
      return end(Settled.Kind.BACK, "clients write to the source");
    }

    @Override
    public Step diverged(Move.Diverged move) {
      throw new DivergedException(move.why());
    }

    @Override
    public Step hold(Move.Hold move) {
      StringBuilder text = new StringBuilder(move.reason().text());
      for (Move first : move.first()) {
        text.append("; ").append(shut(first));
      }
      return end(Settled.Kind.HELD, text.toString());
    }

    /** Shuts what can be shut before holding; holding does not depend on it. */
    private String shut(Move first) {
      String what = first.getClass().getSimpleName().toLowerCase();
      try {
        if (first instanceof Move.Cut cut) {
          closeSource(cut.attempt());
        } else if (first instanceof Move.Seal seal) {
          seal(seal);
        } else {
          throw new IllegalStateException("a hold shuts by cut and seal only: " + first);
        }
        return what + " done";
      } catch (RuntimeException e) {
        return what + " failed: " + e.getMessage();
      }
    }

    private Step end(Settled.Kind kind, String text) {
      return new Step(
          proofs, Optional.of(new Settled(kind, text, seen.route(), seen.sides().attempt())));
    }

    private Step on(Proofs next) {
      return new Step(next, Optional.empty());
    }
  }

  private void closeSource(int attempt) {
    Instant until = ends.source().fence().now().plus(SHUT_FOR);
    diary.perform(
        "fence.close",
        ends.source().name(),
        "OPEN to CUT, two writable sides",
        "a person decides",
        () ->
            ends.source()
                .fence()
                .close(
                    errand.authority(),
                    new Fence.Move(SideState.OPEN, SideState.CUT, attempt),
                    ends.objects(),
                    until,
                    errand.lockBound()),
        side -> side.state().name());
  }

  private int targetAttempt() {
    return observer.target().map(Side::attempt).orElse(0);
  }

  private void moveSide(Store store, SideState from, SideState to, int attempt) {
    diary.perform(
        "fence." + to.name().toLowerCase(),
        store.name(),
        "%s to %s, attempt %d".formatted(from, to, attempt),
        to == SideState.SEALED ? "SEALED to OPEN" : "none",
        () -> store.fence().move(errand.authority(), new Fence.Move(from, to, attempt)),
        side -> side.state().name());
  }
}
