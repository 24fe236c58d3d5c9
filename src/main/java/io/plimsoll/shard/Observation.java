package io.plimsoll.shard;

import io.plimsoll.route.Route.Destination;
import io.plimsoll.route.Route.Position;
import io.plimsoll.store.SideState;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Everything a decision about one shard rests on, observed after the epochs were raised.
 *
 * @param route empty when the route does not answer or does not know the shard
 */
public record Observation(Sides sides, Optional<Position> route, Orders orders, Proofs proofs) {

  /**
   * @param attempt how often the source was cut so far
   * @param epochsRaised whether both stores know this node's epoch as the current one
   */
  public record Sides(SideState source, int attempt, SideState target, boolean epochsRaised) {}

  /**
   * What the run wants, from the journal.
   *
   * @param openTarget whether finalize is approved; only {@link CaptureMode#FROZEN} waits for it
   */
  public record Orders(Direction direction, CaptureMode mode, boolean openTarget) {}

  /**
   * What this node itself brought about under its present epoch. A new epoch begins with {@link
   * #NONE}, because a proof of somebody else may be about another state of the world.
   *
   * @param drainedAttempt the attempt whose forward changes are replayed and compared; with a
   *     frozen source, the attempt for which the verified copy is complete and equal
   * @param reverseDrained whether the writes behind BACK are replayed into the source and compared
   * @param routeVersion the version this node's own last switch or bump made: a late switch of
   *     anybody else fails against it
   * @param outOfBudget whether the cut took too long or its instant has passed
   */
  public record Proofs(
      OptionalInt drainedAttempt,
      boolean reverseDrained,
      OptionalLong routeVersion,
      boolean outOfBudget) {
    public static final Proofs NONE =
        new Proofs(OptionalInt.empty(), false, OptionalLong.empty(), false);

    public Proofs drained(int attempt) {
      return new Proofs(OptionalInt.of(attempt), reverseDrained, routeVersion, outOfBudget);
    }

    public Proofs drainedReverse() {
      return new Proofs(drainedAttempt, true, routeVersion, outOfBudget);
    }

    public Proofs routeAt(long version) {
      return new Proofs(drainedAttempt, reverseDrained, OptionalLong.of(version), outOfBudget);
    }

    public Proofs outOfBudget(boolean out) {
      return new Proofs(drainedAttempt, reverseDrained, routeVersion, out);
    }
  }

  /** Where clients are sent, {@code ELSEWHERE} when that is unknown. */
  Destination destination() {
    return route.map(Position::destination).orElse(Destination.ELSEWHERE);
  }

  /** The route's version; only asked for when the route is known. */
  long routeVersion() {
    return route
        .orElseThrow(() -> new IllegalStateException("no version of a route that is unknown"))
        .version();
  }

  boolean drainedForward() {
    return proofs.drainedAttempt().equals(OptionalInt.of(sides.attempt()));
  }

  /** Whether no switch but this node's own can still reach the route. */
  boolean routeIsMine() {
    return proofs.routeVersion().equals(OptionalLong.of(routeVersion()));
  }

  boolean mayOpenTarget() {
    return orders.mode().opensAtCutOver() || orders.openTarget();
  }
}
