package io.plimsoll.shard;

import io.plimsoll.route.Route.Destination;
import io.plimsoll.shard.ModelState.Node;
import io.plimsoll.shard.ModelState.RouteRow;
import io.plimsoll.shard.ModelState.World;
import io.plimsoll.shard.Observation.Proofs;
import io.plimsoll.store.SideState;
import java.util.Set;

/** What a move of a node does to the world, if the guards let it; one instance per step. */
final class ModelEffects implements Move.Cases<ModelEffects.After> {
  private final World world;
  private final Node node;
  private final Set<PlantedBug> bugs;

  ModelEffects(World world, Node node, Set<PlantedBug> bugs) {
    this.world = world;
    this.node = node;
    this.bugs = bugs;
  }

  record After(World world, Proofs proofs) {}

  private After nothing() {
    return new After(world, node.proofs());
  }

  private After then(World next) {
    return new After(next, node.proofs());
  }

  private After source(SideState from, SideState to, int attempt) {
    boolean guarded =
        world.source().state() == from
            && world.attempt() == attempt
            && world.source().epoch() == node.epoch();
    boolean careless = bugs.contains(PlantedBug.UNGUARDED_UNFENCE) && to == SideState.OPEN;
    if (!guarded && !careless) {
      return nothing();
    }
    int next = to == SideState.CUT ? attempt + 1 : world.attempt();
    World moved = world.source(world.source().to(to), next);
    return then(
        to == SideState.OPEN && world.unsaved().atTarget()
            ? moved.losing("the source was opened without acknowledged target writes")
            : moved);
  }

  private After target(SideState from, SideState to) {
    SideState now = world.target().state();
    boolean mixedUp =
        bugs.contains(PlantedBug.BACK_LOOKS_NEW) && now == SideState.BACK && from == SideState.NEW;
    if (world.target().epoch() != node.epoch() || (now != from && !mixedUp)) {
      return nothing();
    }
    World moved = world.target(world.target().to(to));
    return then(
        to == SideState.OPEN && world.unsaved().atSource()
            ? moved.losing("the target was opened without acknowledged source writes")
            : moved);
  }

  private After route(Destination to, long expectedVersion) {
    if (world.route().version() != expectedVersion) {
      return nothing();
    }
    World moved = world.route(new RouteRow(to, world.route().version() + 1));
    boolean late = to == Destination.TARGET && world.source().state() == SideState.OPEN;
    return new After(
        late ? moved.losing("clients of an open source were switched away") : moved,
        node.proofs().routeAt(expectedVersion + 1));
  }

  /** Replay checks the epoch of both stores by a locking read. */
  private boolean epochsHold() {
    return world.source().epoch() == node.epoch() && world.target().epoch() == node.epoch();
  }

  @Override
  public After cut(Move.Cut move) {
    return source(SideState.OPEN, SideState.CUT, move.attempt());
  }

  @Override
  public After seal(Move.Seal move) {
    return source(SideState.CUT, SideState.SEALED, move.attempt());
  }

  @Override
  public After reopenSource(Move.ReopenSource move) {
    return source(SideState.valueOf(move.from().name()), SideState.OPEN, move.attempt());
  }

  @Override
  public After drainForward(Move.DrainForward move) {
    boolean drains =
        world.source().state() != SideState.OPEN
            && world.attempt() == move.attempt()
            && epochsHold();
    return drains
        ? new After(
            world.unsaved(false, world.unsaved().atTarget()), node.proofs().drained(move.attempt()))
        : nothing();
  }

  @Override
  public After drainReverse(Move.DrainReverse move) {
    return world.target().state() == SideState.BACK && epochsHold()
        ? new After(
            world.unsaved(world.unsaved().atSource(), false), node.proofs().drainedReverse())
        : nothing();
  }

  @Override
  public After switchRoute(Move.SwitchRoute move) {
    return route(move.to(), move.expectedVersion());
  }

  @Override
  public After bumpRoute(Move.BumpRoute move) {
    return route(world.route().to(), move.expectedVersion());
  }

  @Override
  public After openTarget(Move.OpenTarget move) {
    return target(SideState.NEW, SideState.OPEN);
  }

  @Override
  public After closeTarget(Move.CloseTarget move) {
    return target(SideState.OPEN, SideState.BACK);
  }

  @Override
  public After settledForward(Move.SettledForward move) {
    return nothing();
  }

  @Override
  public After settledBack(Move.SettledBack move) {
    return nothing();
  }

  @Override
  public After diverged(Move.Diverged move) {
    return then(world.journal(world.journal().going(Direction.BACK)));
  }

  @Override
  public After hold(Move.Hold move) {
    After after = nothing();
    for (Move first : move.first()) {
      after = first.match(new ModelEffects(after.world(), node, bugs));
    }
    return after;
  }
}
