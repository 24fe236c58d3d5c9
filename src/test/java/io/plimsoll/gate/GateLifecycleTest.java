package io.plimsoll.gate;

import static io.plimsoll.gate.GateState.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GateLifecycleTest {
  private static Set<GateState> before(GateState state) {
    return GateLifecycle.table().stream()
        .filter(t -> t.next() == state && t.state() != state)
        .map(GateLifecycle.Transition::state)
        .collect(Collectors.toSet());
  }

  private static Set<GateState> after(GateState state) {
    return GateLifecycle.table().stream()
        .filter(t -> t.state() == state)
        .map(GateLifecycle.Transition::next)
        .collect(Collectors.toSet());
  }

  @Test
  void saysEachMoveOnce() {
    assertThat(GateLifecycle.table())
        .extracting(t -> t.state() + " " + t.event())
        .doesNotHaveDuplicates();
  }

  @Test
  void letsNothingBeginButOnAnArmedGateOrABrokenGlass() {
    assertThat(before(CONSUMED)).containsExactlyInAnyOrder(ARMED, BROKEN_GLASS);
    assertThat(before(BROKEN_GLASS)).containsExactly(WAITING);
    assertThat(before(ARMED)).containsExactlyInAnyOrder(WAITING, SEALED);
    assertThat(GateLifecycle.next(SEALED, GateEvent.COMPLETE)).isEmpty();
    assertThat(GateLifecycle.next(WAITING, GateEvent.PASS_AUTOMATICALLY)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"CONSUMED", "REJECTED", "CANCELLED"})
  void leavesNoEndedRound(GateState ended) {
    assertThat(ended.ended()).isTrue();
    assertThat(after(ended)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"STALE", "RED", "EXPIRED"})
  void neverGoesOnFromWhatVoidsApprovals(GateState voided) {
    assertThat(after(voided)).containsExactly(CANCELLED);
  }

  @ParameterizedTest
  @EnumSource(names = {"WAITING", "ARMED", "BROKEN_GLASS"})
  void canAlwaysBeStoppedWhileItIsOpen(GateState open) {
    assertThat(open.open()).isTrue();
    assertThat(after(open)).contains(STALE, RED, EXPIRED, REJECTED, CANCELLED);
  }

  @Test
  void comesToEveryState() {
    var seen = EnumSet.of(COLLECTING);
    var todo = new ArrayDeque<>(seen);
    while (!todo.isEmpty()) {
      after(todo.remove()).stream().filter(seen::add).forEach(todo::add);
    }
    assertThat(seen).containsExactlyInAnyOrder(GateState.values());
  }
}
