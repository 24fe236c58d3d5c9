package io.plimsoll.shard;

import io.plimsoll.route.Route.Destination;
import io.plimsoll.route.Route.Position;
import io.plimsoll.shard.ModelState.Journal;
import io.plimsoll.shard.ModelState.Node;
import io.plimsoll.shard.ModelState.Phase;
import io.plimsoll.shard.ModelState.RouteRow;
import io.plimsoll.shard.ModelState.SideRow;
import io.plimsoll.shard.ModelState.Unsaved;
import io.plimsoll.shard.ModelState.World;
import io.plimsoll.shard.Observation.Orders;
import io.plimsoll.shard.Observation.Proofs;
import io.plimsoll.shard.Observation.Sides;
import io.plimsoll.store.SideState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Walks every interleaving of the real decision table, breadth first: nodes crash, stop and wake at
 * any point, clients write whenever they may, a cut lapses, the direction turns.
 */
final class DecisionModel {
  private static final int EPOCHS = 3;
  private static final int ATTEMPTS = 3;
  private static final int ROUTE_VERSIONS = 7;
  private static final int ROUTE_VERSIONS_TURNING = 5;
  private static final int EPOCHS_TURNING = 2;
  private static final int STEPS_TO_AN_END = 100;

  private final CaptureMode mode;
  private final boolean directionTurnsAtWill;
  private final Set<PlantedBug> bugs;
  private final Map<ModelState, ModelState> cameFrom = new HashMap<>();
  private final Map<Object, Object> shared = new HashMap<>();

  DecisionModel(CaptureMode mode, boolean directionTurnsAtWill, Set<PlantedBug> bugs) {
    this.mode = mode;
    this.directionTurnsAtWill = directionTurnsAtWill;
    this.bugs = bugs;
  }

  int states() {
    return cameFrom.size();
  }

  Set<World> worlds() {
    var worlds = new LinkedHashSet<World>();
    cameFrom.keySet().forEach(s -> worlds.add(s.world()));
    return worlds;
  }

  /** Explores everything; returns the first violation, with the way that led to it. */
  Optional<String> explore() {
    var queue = new ArrayDeque<ModelState>();
    ModelState first = initial();
    cameFrom.put(first, first);
    queue.add(first);
    while (!queue.isEmpty()) {
      ModelState state = queue.remove();
      for (ModelState next : successors(state)) {
        if (cameFrom.putIfAbsent(next, state) == null) {
          queue.add(next);
          Optional<String> violation = violation(next.world());
          if (violation.isPresent()) {
            return Optional.of(violation.get() + wayTo(next));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static ModelState initial() {
    var world =
        new World(
            new SideRow(SideState.OPEN, 1),
            0,
            new SideRow(SideState.NEW, 1),
            new RouteRow(Destination.SOURCE, 0),
            new Unsaved(false, false),
            new Journal(1, Direction.FORWARD, false),
            Optional.empty());
    return new ModelState(world, List.of(Node.at(Phase.SEE_SOURCE, 1, Proofs.NONE)));
  }

  private static Optional<String> violation(World world) {
    boolean two =
        world.source().state() == SideState.OPEN && world.target().state() == SideState.OPEN;
    return two ? Optional.of("two writable sides") : world.loss();
  }

  private String wayTo(ModelState end) {
    var way = new StringBuilder();
    ModelState state = end;
    for (ModelState from = cameFrom.get(state); from != state; from = cameFrom.get(state)) {
      way.insert(0, "\n  " + state);
      state = from;
    }
    return way.toString();
  }

  /** Two nodes are enough when the direction turns; three take a minute and find the same. */
  private int epochs() {
    return directionTurnsAtWill ? EPOCHS_TURNING : EPOCHS;
  }

  private int routeVersions() {
    return directionTurnsAtWill ? ROUTE_VERSIONS_TURNING : ROUTE_VERSIONS;
  }

  private List<ModelState> successors(ModelState state) {
    var next = new ArrayList<ModelState>();
    surroundings(state.world(), w -> next.add(state.with(w)));
    World world = state.world();
    if (world.journal().lease() < epochs()) {
      int epoch = world.journal().lease() + 1;
      World leased = world.journal(world.journal().leasedTo(epoch));
      next.add(state.joinedBy(leased, Node.at(Phase.RAISE_SOURCE, epoch, Proofs.NONE)));
    }
    if (bugs.contains(PlantedBug.SAME_EPOCH_AFTER_LOST_REPLY)
        && state.nodes().size() == 1
        && state.nodes().get(0).phase() == Phase.ACT) {
      int epoch = state.nodes().get(0).epoch();
      next.add(state.joinedBy(world, Node.at(Phase.SEE_SOURCE, epoch, Proofs.NONE)));
    }
    for (int i = 0; i < state.nodes().size(); i++) {
      int index = i;
      step(world, state.nodes().get(i), (w, n) -> next.add(state.with(w, index, n)));
    }
    next.removeIf(
        s -> s.world().attempt() > ATTEMPTS || s.world().route().version() > routeVersions());
    next.replaceAll(this::share);
    return next;
  }

  /** Clients, clocks and people. */
  private void surroundings(World world, Consumer<World> next) {
    SideState source = world.source().state();
    SideState target = world.target().state();
    Journal journal = world.journal();
    if (source == SideState.OPEN && target == SideState.NEW) {
      next.accept(world.unsaved(true, world.unsaved().atTarget()));
    }
    if (target == SideState.OPEN) {
      next.accept(world.unsaved(world.unsaved().atSource(), true));
    }
    if (source == SideState.CUT) {
      next.accept(world.source(world.source().to(SideState.OPEN), world.attempt()));
    }
    if (journal.direction() == Direction.FORWARD) {
      next.accept(world.journal(journal.going(Direction.BACK)));
    } else if (directionTurnsAtWill) {
      next.accept(world.journal(journal.going(Direction.FORWARD)));
    }
    if (mode == CaptureMode.FROZEN && journal.direction() == Direction.FORWARD) {
      next.accept(world.journal(journal.approved()));
    }
  }

  @FunctionalInterface
  private interface Step {
    void to(World world, Node node);
  }

  private void step(World world, Node node, Step next) {
    switch (node.phase()) {
      case RAISE_SOURCE -> {
        if (world.source().epoch() < node.epoch()) {
          World raised = world.source(world.source().raised(node.epoch()), world.attempt());
          next.to(raised, node.in(Phase.RAISE_TARGET));
        }
      }
      case RAISE_TARGET -> {
        if (bugs.contains(PlantedBug.EPOCH_RAISED_ON_ONE_STORE)) {
          next.to(world, node.in(Phase.SEE_SOURCE));
        } else if (world.target().epoch() < node.epoch()) {
          World raised = world.target(world.target().raised(node.epoch()));
          next.to(raised, node.in(Phase.SEE_SOURCE));
        }
      }
      case SEE_SOURCE -> next.to(world, node.saw(world));
      case SEE_ROUTE -> next.to(world, node.sawRoute(world));
      case DECIDE -> decide(world, node, next);
      case ACT -> {
        Move move = node.next().orElseThrow();
        ModelEffects.After after = move.match(new ModelEffects(world, node, bugs));
        next.to(after.world(), node.again(after.proofs()));
      }
    }
  }

  /** The journal refuses the intent of a node that does not hold the lease. */
  private void decide(World world, Node node, Step next) {
    if (world.journal().lease() != node.epoch()) {
      return;
    }
    next.to(world, node.about(DecisionTable.decide(observation(world, node, false))));
    if (node.source().orElseThrow() == SideState.CUT) {
      next.to(world, node.about(DecisionTable.decide(observation(world, node, true))));
    }
  }

  private Observation observation(World world, Node node, boolean outOfBudget) {
    SideState target = world.target().state();
    if (bugs.contains(PlantedBug.BACK_LOOKS_NEW) && target == SideState.BACK) {
      target = SideState.NEW;
    }
    RouteRow route = node.route().orElseThrow();
    Proofs proofs = node.proofs().outOfBudget(outOfBudget);
    if (bugs.contains(PlantedBug.REVERSE_DRAIN_SKIPPED)) {
      proofs = proofs.drainedReverse();
    }
    if (bugs.contains(PlantedBug.ROUTE_NOT_BUMPED)) {
      proofs = proofs.routeAt(route.version());
    }
    return new Observation(
        new Sides(node.source().orElseThrow(), node.attempt(), target, true),
        Optional.of(new Position(route.to(), route.version(), "")),
        new Orders(world.journal().direction(), mode, world.journal().openTarget()),
        proofs);
  }

  /** Where an undisturbed node with a new epoch takes the world, and the move it rests at. */
  End end(World from) {
    int epoch = EPOCHS + 1;
    World world =
        from.source(from.source().raised(epoch), from.attempt())
            .target(from.target().raised(epoch))
            .journal(from.journal().leasedTo(epoch));
    Node node = Node.at(Phase.SEE_SOURCE, epoch, Proofs.NONE);
    for (int i = 0; i < STEPS_TO_AN_END; i++) {
      var steps = new ArrayList<End>();
      step(world, node, (w, n) -> steps.add(new End(w, n)));
      End first = steps.get(0);
      boolean resting =
          node.phase() == Phase.ACT
              && first.world().equals(world)
              && first.node().proofs().equals(node.proofs());
      if (resting) {
        return new End(world, node);
      }
      world = first.world();
      node = first.node();
    }
    throw new AssertionError("no end from " + from);
  }

  record End(World world, Node node) {
    Move move() {
      return node.next().orElseThrow();
    }

    /** Source, route and target: {@code SEALED TARGET OPEN}. */
    String text() {
      return world.source().state() + " " + world.route().to() + " " + world.target().state();
    }
  }

  /** Equal worlds and nodes are kept once. */
  private ModelState share(ModelState state) {
    var nodes = state.nodes().stream().map(n -> (Node) shared(n)).toList();
    return new ModelState((World) shared(state.world()), nodes);
  }

  private Object shared(Object value) {
    Object known = shared.putIfAbsent(value, value);
    return known == null ? value : known;
  }
}
