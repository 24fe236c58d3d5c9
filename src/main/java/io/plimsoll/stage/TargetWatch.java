package io.plimsoll.stage;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Facts;
import io.plimsoll.gate.GateWatch;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.plan.StageName;
import io.plimsoll.route.Route;
import io.plimsoll.route.RouteException;
import io.plimsoll.run.ShardState;
import io.plimsoll.shard.ShardEnds;
import io.plimsoll.store.ChangeFeed;
import io.plimsoll.store.SideState;
import io.plimsoll.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks again at what every shard leads to, while a gate waits: the same storage, the route where
 * this run left it, the source still closed where it was closed, capture still whole, the schema
 * still the one that was copied. It counts no rows and changes nothing.
 */
public final class TargetWatch implements GateWatch {
  private final StageContext context;

  public TargetWatch(StageContext context) {
    this.context = context;
  }

  @Override
  public Look look() {
    var red = new ArrayList<Finding>();
    var unknown = new ArrayList<Finding>();
    for (ShardPlan shard : context.shards()) {
      try (ShardEnds ends = Bindings.open(context, shard)) {
        red.addAll(schema(shard, ends));
        red.addAll(sides(shard, ends));
        red.addAll(route(shard, ends));
        red.addAll(capture(shard, ends));
      } catch (RefusedException e) {
        red.addAll(e.findings());
      } catch (StoreException | RouteException e) {
        unknown.add(
            Finding.blocking(
                "not-measured",
                shard.name().value(),
                "could not be looked at again: " + e.getMessage(),
                "bring the store or the route back, then resume"));
      }
    }
    return new Look(red, unknown);
  }

  /** F28: what was copied is what is there. Once clients write to the target the source rests. */
  private List<Finding> schema(ShardPlan shard, ShardEnds ends) {
    Optional<Facts.SnapshotTaken> snapshot =
        context.fact(
            StageName.SNAPSHOT, Optional.of(shard.name()), "snapshot", Facts.SnapshotTaken.class);
    if (snapshot.isEmpty()) {
      return List.of();
    }
    var pinned = new Digest(snapshot.get().schemaDigest());
    return context
        .tools()
        .guards()
        .check(
            GuardId.F28,
            () -> {
              Digest now = ends.source().schemaDigest(ends.objects());
              return now.equals(pinned)
                  ? List.of()
                  : List.of(
                      Finding.blocking(
                          GuardId.F28,
                          "schema-changed",
                          shard.name() + " source " + ends.source().name(),
                          "its schema changed while the gate waited: digest %s, pinned %s"
                              .formatted(now.brief(), pinned.brief()),
                          "find out who altered it; roll back and run again"));
            });
  }

  /** A source that was sealed stays sealed, until the run itself opens it. */
  private List<Finding> sides(ShardPlan shard, ShardEnds ends) {
    boolean sealed = cutOver(shard.name()).isPresent() && isCutOver(shard);
    boolean open =
        ends.source()
            .fence()
            .observe()
            .filter(side -> side.run().equals(context.run().id()))
            .filter(side -> side.state() == SideState.SEALED)
            .isEmpty();
    return sealed && open
        ? List.of(
            Finding.blocking(
                "source-open",
                shard.name() + " source " + ends.source().name(),
                "is no longer sealed, although the shard was cut over",
                "find out who opened it; 'plimsoll rollback %s' goes back"
                    .formatted(context.run().id())))
        : List.of();
  }

  /** Live: the keys that clients change are written down on the side they write to. */
  private List<Finding> capture(ShardPlan shard, ShardEnds ends) {
    if (!context.plan().spec().capture().live()) {
      return List.of();
    }
    ShardState state = context.state(shard);
    boolean forward = state == ShardState.COPIED || state == ShardState.VERIFIED;
    boolean reverse = state == ShardState.CUT_OVER || state == ShardState.SOAKING;
    if (!forward && !reverse) {
      return List.of();
    }
    ChangeFeed feed = (forward ? ends.source() : ends.target()).changes();
    try (ChangeFeed.Moment moment =
        feed.moment(ends.objects(), Bindings.seed(context), Optional.empty())) {
      return moment.changedCapture();
    }
  }

  private boolean isCutOver(ShardPlan shard) {
    ShardState state = context.state(shard);
    return state == ShardState.CUT_OVER || state == ShardState.SOAKING || state == ShardState.DONE;
  }

  private Optional<Facts.CutOverDone> cutOver(ShardId shard) {
    return context
        .fact(StageName.CUT_OVER, Optional.of(shard), "cut-over", Facts.CutOverDone.class)
        .or(
            () ->
                context.fact(
                    StageName.CANARY, Optional.of(shard), "cut-over", Facts.CutOverDone.class));
  }

  private List<Finding> route(ShardPlan shard, ShardEnds ends) {
    Optional<Route.Position> position = ends.route().observe(shard.name());
    if (position.isEmpty()) {
      return List.of();
    }
    Optional<Facts.CutOverDone> done = cutOver(shard.name()).filter(d -> isCutOver(shard));
    boolean asLeft =
        done.map(
                d ->
                    position.get().destination() == Route.Destination.TARGET
                        && position.get().version() == d.routeVersion())
            .orElse(position.get().destination() == Route.Destination.SOURCE);
    return asLeft
        ? List.of()
        : List.of(
            Finding.blocking(
                "route-moved",
                shard.name() + " route " + context.plan().spec().cutOver().route(),
                "leads to %s at version %d, which is not where this run left it"
                    .formatted(position.get().address(), position.get().version()),
                "find out who switched it, and put it back"));
  }
}
