package io.plimsoll.shard;

import io.plimsoll.route.Route.Destination;
import java.util.List;

/**
 * The one thing to do next about a shard; afterwards everything is observed again. Each move states
 * what it expects to find, so that a late one fails instead of acting.
 */
public sealed interface Move {

  <R> R match(Cases<R> cases);

  /**
   * Source OPEN to CUT through the lock barrier.
   *
   * @param attempt the one the source has now; the cut raises it
   */
  record Cut(int attempt) implements Move {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.cut(this);
    }
  }

  /** Source CUT to SEALED, before it lapses: the commit point. */
  record Seal(int attempt) implements Move {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.seal(this);
    }
  }

  /** Source CUT or SEALED to OPEN. */
  record ReopenSource(Closed from, int attempt) implements Move {
    /** What the source must be when it is reopened. */
    public enum Closed {
      CUT,
      SEALED
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.reopenSource(this);
    }
  }

  /** Replay what changed, then compare; frozen: see that the verified copy is complete. */
  record DrainForward(int attempt) implements Move {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.drainForward(this);
    }
  }

  /** Replay the target's writes into the source, compare, set the sequences. */
  record DrainReverse() implements Move {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.drainReverse(this);
    }
  }

  /** Point clients there by compare-and-set, then observe it. */
  record SwitchRoute(Destination to, long expectedVersion) implements Move {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.switchRoute(this);
    }
  }

  /** Raise the route's version in place, so that a switch still under way fails. */
  record BumpRoute(long expectedVersion) implements Move {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.bumpRoute(this);
    }
  }

  /** Target NEW to OPEN. */
  record OpenTarget() implements Move {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.openTarget(this);
    }
  }

  /** Target OPEN to BACK through the lock barrier. */
  record CloseTarget() implements Move {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.closeTarget(this);
    }
  }

  /**
   * Cut over: confirm, soak.
   *
   * @param targetOpen false while a frozen target waits for finalize
   */
  record SettledForward(boolean targetOpen) implements Move {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.settledForward(this);
    }
  }

  /** Undone or rolled back: clients write to the source; confirm. */
  record SettledBack() implements Move {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.settledBack(this);
    }
  }

  /** What was copied is worth nothing any more: the run has to go back. */
  record Diverged(String why) implements Move {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.diverged(this);
    }
  }

  /**
   * Stop, open nothing, page.
   *
   * @param first what to shut before holding, in order; holding does not depend on its success
   */
  record Hold(Reason reason, List<Move> first) implements Move {
    static Hold because(Reason reason) {
      return new Hold(reason, List.of());
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.hold(this);
    }
  }

  /** Why a shard holds. */
  enum Reason {
    EPOCH_NOT_RAISED("a store does not know this node's epoch as the current one"),
    ROUTE_UNKNOWN("the route is unknown or points at neither side"),
    TWO_WRITABLE_SIDES("both sides were writable: list the keys written on both"),
    CUT_BEHIND_OPENED_TARGET("the source was cut although the target has been open"),
    NO_WAY_BACK("the target took writes that nothing carries back to the source"),
    IMPOSSIBLE("the sides are in states that no move leads to");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** One clause for a person. */
    public String text() {
      return text;
    }
  }

  /** One method per move: what Java 17 lacks for sealed types. */
  interface Cases<R> {
    R cut(Cut move);

    R seal(Seal move);

    R reopenSource(ReopenSource move);

    R drainForward(DrainForward move);

    R drainReverse(DrainReverse move);

    R switchRoute(SwitchRoute move);

    R bumpRoute(BumpRoute move);

    R openTarget(OpenTarget move);

    R closeTarget(CloseTarget move);

    R settledForward(SettledForward move);

    R settledBack(SettledBack move);

    R diverged(Diverged move);

    R hold(Hold move);
  }
}
