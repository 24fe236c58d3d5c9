package io.plimsoll.shard;

import io.plimsoll.route.Route.Destination;
import io.plimsoll.shard.Observation.Proofs;
import io.plimsoll.store.SideState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One state of the model: the world, and the nodes that act on it. */
record ModelState(World world, List<Node> nodes) {

  ModelState with(World next) {
    return new ModelState(next, nodes);
  }

  ModelState with(World next, int index, Node node) {
    var changed = new ArrayList<>(nodes);
    changed.set(index, node);
    return new ModelState(next, List.copyOf(changed));
  }

  /** A further node; the oldest is forgotten when there are more than two. */
  ModelState joinedBy(World next, Node node) {
    var changed = new ArrayList<>(nodes);
    changed.add(node);
    int from = Math.max(0, changed.size() - 2);
    return new ModelState(next, List.copyOf(changed.subList(from, changed.size())));
  }

  /** A store's side row. */
  record SideRow(SideState state, int epoch) {
    SideRow to(SideState next) {
      return new SideRow(next, epoch);
    }

    SideRow raised(int next) {
      return new SideRow(state, next);
    }
  }

  record RouteRow(Destination to, int version) {}

  /** Acknowledged writes that the other side has not got. */
  record Unsaved(boolean atSource, boolean atTarget) {}

  /** What the journal holds: who owns the run, and where it is going. */
  record Journal(int lease, Direction direction, boolean openTarget) {
    Journal leasedTo(int node) {
      return new Journal(node, direction, openTarget);
    }

    Journal going(Direction next) {
      return new Journal(lease, next, openTarget);
    }

    Journal approved() {
      return new Journal(lease, direction, true);
    }
  }

  /** Everything that is durable. */
  record World(
      SideRow source,
      int attempt,
      SideRow target,
      RouteRow route,
      Unsaved unsaved,
      Journal journal,
      Optional<String> loss) {

    World source(SideRow next, int nextAttempt) {
      return new World(next, nextAttempt, target, route, unsaved, journal, loss);
    }

    World target(SideRow next) {
      return new World(source, attempt, next, route, unsaved, journal, loss);
    }

    World route(RouteRow next) {
      return new World(source, attempt, target, next, unsaved, journal, loss);
    }

    World unsaved(boolean atSource, boolean atTarget) {
      var next = new Unsaved(atSource, atTarget);
      return new World(source, attempt, target, route, next, journal, loss);
    }

    World journal(Journal next) {
      return new World(source, attempt, target, route, unsaved, next, loss);
    }

    World losing(String what) {
      return new World(source, attempt, target, route, unsaved, journal, Optional.of(what));
    }
  }

  enum Phase {
    RAISE_SOURCE,
    RAISE_TARGET,
    SEE_SOURCE,
    SEE_ROUTE,
    DECIDE,
    ACT
  }

  /** A node, with what it saw so far and what it is about to do; it may sleep at any point. */
  record Node(
      int epoch,
      Phase phase,
      Optional<SideState> source,
      int attempt,
      Optional<RouteRow> route,
      Proofs proofs,
      Optional<Move> next) {

    static Node at(Phase phase, int epoch, Proofs proofs) {
      return new Node(
          epoch, phase, Optional.empty(), 0, Optional.empty(), proofs, Optional.empty());
    }

    Node in(Phase next) {
      return at(next, epoch, proofs);
    }

    Node again(Proofs proven) {
      return at(Phase.SEE_SOURCE, epoch, proven);
    }

    Node saw(World world) {
      var state = Optional.of(world.source().state());
      return new Node(epoch, Phase.SEE_ROUTE, state, world.attempt(), route, proofs, next);
    }

    Node sawRoute(World world) {
      return new Node(
          epoch, Phase.DECIDE, source, attempt, Optional.of(world.route()), proofs, next);
    }

    Node about(Move move) {
      return new Node(epoch, Phase.ACT, source, attempt, route, proofs, Optional.of(move));
    }
  }
}
