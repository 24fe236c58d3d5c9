package io.plimsoll.shard;

import io.plimsoll.route.Route;
import io.plimsoll.route.Route.Destination;
import io.plimsoll.run.StaleRunException;
import io.plimsoll.shard.Observation.Orders;
import io.plimsoll.shard.Observation.Proofs;
import io.plimsoll.store.Fence;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreException;
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

  /** An attempt that is undone, with everything that can come in between. */
  private static final int MOVES_PER_ATTEMPT = 10;

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
    /**
     * Closes the source to clients.
     *
     * @return why that must wait for another time, clients being let through; empty when it is
     *     closed
     */
    Optional<String> cut(int attempt);

    /** Proves the copy complete and equal, and sets what follows it: sequences. */
    void drainForward();

    /** What can be carried back of the target's writes, or measured of their loss. */
    void drainReverse();

    /** Proves the source worth opening. */
    void beforeReopen(SideState from);

    /** Lets clients write to the target. */
    Side openTarget(Fence.Move move);

    /** Before the target is closed to clients. */
    default void beforeCloseTarget() {}

    /** Clients can write, or are to be refused rather than kept waiting; safe to repeat. */
    default void clientsMayWrite() {}
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
      /** The source could not be closed without harm; clients write to it as before. */
      POSTPONED,
      HELD
    }
  }

  /**
   * Drives until settled.
   *
   * @throws DivergedException when the copy cannot be trusted any more
   */
  Settled drive(Direction direction, boolean openTarget) {
    try {
      return settle(direction, openTarget);
    } catch (StoreException.Fenced | StaleRunException notInCharge) {
      // Whoever is may be holding clients just now.
      throw notInCharge;
    } catch (RuntimeException e) {
      holdNoClients(e);
      throw e;
    }
  }

  /** Nobody knows when it goes on: a route that holds clients must not hold them until then. */
  private void holdNoClients(RuntimeException failure) {
    try {
      turns.clientsMayWrite();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private Settled settle(Direction direction, boolean openTarget) {
    var orders = new Orders(direction, errand.mode(), openTarget);
    Proofs proofs = Proofs.NONE;
    int most = MAX_MOVES + MOVES_PER_ATTEMPT * errand.cutOver().attempts();
    for (int moves = 0; moves < most; moves++) {
      Observation seen = observer.look(orders, proofs);
      Step step = DecisionTable.decide(seen).match(new Mover(seen, proofs));
      if (step.settled().isPresent()) {
        return step.settled().get();
      }
      proofs = step.proofs();
    }
    throw new IllegalStateException(
        ends.shard() + ": not settled after " + most + " moves of the decision table");
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
      Optional<String> later = turns.cut(move.attempt());
      return later.isEmpty() ? on(proofs) : end(Settled.Kind.POSTPONED, later.get());
    }

    @Override
    public Step seal(Move.Seal move) {
      unlessLapsed(() -> moveSide(ends.source(), SideState.CUT, SideState.SEALED, move.attempt()));
      return on(proofs);
    }

    @Override
    public Step reopenSource(Move.ReopenSource move) {
      SideState from = SideState.valueOf(move.from().name());
      turns.beforeReopen(from);
      unlessLapsed(() -> moveSide(ends.source(), from, SideState.OPEN, move.attempt()));
      turns.clientsMayWrite();
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
      var opening = new Fence.Move(SideState.NEW, SideState.OPEN, targetAttempt());
      diary.perform(
          "fence.open",
          ends.target().name(),
          "NEW to OPEN",
          "OPEN to BACK, what clients wrote is replayed into the source",
          () -> turns.openTarget(opening),
          side -> side.state().name());
      turns.clientsMayWrite();
      return on(proofs);
    }

    @Override
    public Step closeTarget(Move.CloseTarget move) {
      turns.beforeCloseTarget();
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
      turns.clientsMayWrite();
      String text =
          move.targetOpen() ? "the target is open" : "cut over; the target opens at finalize";
      return end(Settled.Kind.FORWARD, text);
    }

    @Override
    public Step settledBack(Move.SettledBack move) {
      turns.clientsMayWrite();
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
      turns.clientsMayWrite();
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

  /**
   * A live cut may lapse at any instant: then the source is open again, which the next look shows.
   * Any other refusal means that this node is no longer in charge.
   */
  private void unlessLapsed(Runnable move) {
    try {
      move.run();
    } catch (StoreException.Fenced e) {
      boolean mine =
          observer.source().filter(s -> s.epoch().equals(errand.authority().epoch())).isPresent();
      if (!errand.live() || !mine) {
        throw e;
      }
    }
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
