package io.plimsoll.gate;

import io.plimsoll.plan.GateRule;

/**
 * A gate as pages and commands show it.
 *
 * @param state as of now, also when nobody has noticed yet that its time is over
 * @param seating who sits and which seats are free; without seats unless the rule is a quorum
 */
public record GateView(Gate gate, GateState state, GateRule rule, Seating seating) {}
