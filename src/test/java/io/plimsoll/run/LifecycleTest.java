package io.plimsoll.run;

import static io.plimsoll.run.RunEvent.ABORT;
import static io.plimsoll.run.RunEvent.DIVERGED;
import static io.plimsoll.run.RunEvent.PASSED;
import static io.plimsoll.run.RunState.FINALIZE;
import static io.plimsoll.run.RunState.FINALIZED;
import static io.plimsoll.run.RunState.PREFLIGHT;
import static io.plimsoll.run.RunState.ROLLBACK_FAILED;
import static io.plimsoll.run.RunState.ROLLED_BACK;
import static io.plimsoll.run.RunState.ROLLING_BACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.run.Lifecycle.Transition;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LifecycleTest {
  private static final Set<RunState> FORWARD = EnumSet.range(PREFLIGHT, FINALIZE);

  @Test
  void decidesEachEventOfAStateOnce() {
    assertThat(Lifecycle.table().stream().map(t -> t.state() + " " + t.event()))
        .doesNotHaveDuplicates();
  }

  @Test
  void answersAsTheTableSaysAndNothingElse() {
    for (RunState state : RunState.values()) {
      for (RunEvent event : RunEvent.values()) {
        var listed =
            Lifecycle.table().stream()
                .filter(t -> t.state() == state && t.event() == event)
                .findFirst();
        assertThat(Lifecycle.next(state, event)).as("%s in %s", event, state).isEqualTo(listed);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void leadsFromEveryStateToAnEnd(RunState state) {
    assertThat(reachable(state)).anyMatch(RunState::ended);
  }

  @ParameterizedTest
  @EnumSource
  void isReachedFromTheStart(RunState state) {
    assertThat(reachable(PREFLIGHT)).contains(state);
  }

  @Test
  void rollsBackOnDivergenceInEveryStageButTheLast() {
    for (RunState state : FORWARD) {
      assertThat(Lifecycle.next(state, DIVERGED).orElseThrow().next())
          .as("diverged in %s", state)
          .isEqualTo(state == FINALIZE ? FINALIZE : ROLLING_BACK);
    }
  }

  @Test
  void holdsOnDivergenceWhileItIsGoingBack() {
    assertThat(Lifecycle.next(ROLLING_BACK, DIVERGED))
        .contains(new Transition(ROLLING_BACK, DIVERGED, ROLLING_BACK));
  }

  @Test
  void leadsBackOnAbortFromEveryStage() {
    for (RunState state : FORWARD) {
      assertThat(Lifecycle.next(state, ABORT))
          .as("abort in %s", state)
          .contains(new Transition(state, ABORT, ROLLING_BACK));
    }
  }

  @Test
  void leavesNoEndedRun() {
    assertThat(Lifecycle.table())
        .noneMatch(t -> t.state() == FINALIZED || t.state() == ROLLED_BACK);
  }

  @Test
  void goesForwardOnlyByPassing() {
    assertThat(Lifecycle.table())
        .filteredOn(t -> FORWARD.contains(t.state()) && !t.stays() && t.next() != ROLLING_BACK)
        .allSatisfy(
            t -> {
              assertThat(t.event()).isEqualTo(PASSED);
              assertThat(t.next().ordinal()).isEqualTo(t.state().ordinal() + 1);
            });
  }

  @Test
  void neverTurnsForwardAgainOnceItGoesBack() {
    assertThat(reachable(ROLLING_BACK))
        .containsExactlyInAnyOrder(ROLLING_BACK, ROLLED_BACK, ROLLBACK_FAILED);
  }

  private static Set<RunState> reachable(RunState from) {
    var seen = EnumSet.of(from);
    var open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      RunState state = open.remove();
      for (Transition t : Lifecycle.table()) {
        if (t.state() == state && seen.add(t.next())) {
          open.add(t.next());
        }
      }
    }
    return seen;
  }
}
