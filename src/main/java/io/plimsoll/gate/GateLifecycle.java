package io.plimsoll.gate;

import static io.plimsoll.gate.GateEvent.*;
import static io.plimsoll.gate.GateState.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table of every move a round of a gate can make. What is not listed cannot happen; nothing
 * leaves an ended round, and what voids approvals leads to a state from which only a new round goes
 * on.
 */
public final class GateLifecycle {
  public record Transition(GateState state, GateEvent event, GateState next) {}

  private static final List<Transition> TABLE = build();

  private GateLifecycle() {}

  public static List<Transition> table() {
    return TABLE;
  }

  /** Where the event leads from here; empty when it cannot happen here. */
  public static Optional<Transition> next(GateState state, GateEvent event) {
    return TABLE.stream().filter(t -> t.state() == state && t.event() == event).findFirst();
  }

  private static List<Transition> build() {
    var table = new ArrayList<Transition>();
    add(table, COLLECTING, SEAL, SEALED);
    add(table, SEALED, ASK, WAITING);
    add(table, SEALED, PASS_AUTOMATICALLY, ARMED);
    add(table, WAITING, APPROVE, WAITING);
    add(table, WAITING, COMPLETE, ARMED);
    add(table, WAITING, WITHDRAW, WAITING);
    add(table, WAITING, TURN_KEY, WAITING);
    add(table, WAITING, BREAK_GLASS, BROKEN_GLASS);
    for (GateState lets : List.of(ARMED, BROKEN_GLASS)) {
      add(table, lets, WITHDRAW, WAITING);
      add(table, lets, UNSEAT, WAITING);
      add(table, lets, CONSUME, CONSUMED);
    }
    for (GateState sealed : List.of(SEALED, WAITING, ARMED, BROKEN_GLASS)) {
      add(table, sealed, CHANGE, STALE);
    }
    for (GateState open : List.of(WAITING, ARMED, BROKEN_GLASS)) {
      add(table, open, REJECT, REJECTED);
      add(table, open, EXPIRE, EXPIRED);
      add(table, open, TURN_RED, RED);
    }
    for (GateState state : GateState.values()) {
      if (!state.ended()) {
        add(table, state, CANCEL, CANCELLED);
      }
    }
    return List.copyOf(table);
  }

  private static void add(
      List<Transition> table, GateState state, GateEvent event, GateState next) {
    table.add(new Transition(state, event, next));
  }
}
