package io.plimsoll.scenario;

import static io.plimsoll.scenario.LiveMoveTest.live;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.app.Workplace;
import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import io.plimsoll.store.StoreException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every step of the way back fails once: a store does not answer before it, the process dies after
 * it. Resumed as often as it takes, the run ends rolled back with every write.
 */
class UndoneStepsTest {
  private static final int MOST_RESUMES = 60;

  private final Set<String> failedAt = ConcurrentHashMap.newKeySet();
  private volatile boolean goingBack;

  @Test
  @Tag("F54")
  void endsRolledBackWithAllWritesWhenEveryUndoStepFailsOnce() {
    try (var scenario = live(1).plan("budget: 2s", "budget: 30s");
        var clients = Clients.of(scenario, "s00")) {
      scenario.crashing(this::fail);
      Result waiting = scenario.run(StageName.SOAK);
      assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.SOAK);
      clients.awaitMore();
      RunId id = waiting.run().id();
      waiting.workplace().orchestrator().requestRollback(id, Run.Request.ROLLBACK);
      waiting.workplace().close();
      goingBack = true;

      Optional<Run> end = Optional.empty();
      for (int i = 0; i < MOST_RESUMES && end.isEmpty(); i++) {
        end = driven(scenario, id).filter(run -> run.state() == RunState.ROLLED_BACK);
      }

      assertThat(end).as("failed at %s", failedAt).isPresent();
      assertThat(failedAt)
          .contains("fence.close.before", "fence.close.after", "tick.commit.before")
          .contains("tick.commit.after", "sequences.set.before", "sequences.set.after")
          .contains("route.switch.before", "route.switch.after", "fence.open.before")
          .contains("fence.open.after", "fence.remove.before", "fence.remove.after");
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
      assertThat(writable(fresh(), scenario.target("s00"), "counted")).isFalse();
    }
  }

  /** By a process of its own; empty when it died. */
  private static Optional<Run> driven(Scenario scenario, RunId id) {
    try (Workplace workplace = scenario.workplace()) {
      workplace.orchestrator().resume(id);
      return Optional.of(workplace.orchestrator().drive(id, Set.of()));
    } catch (Error | CompletionException killed) {
      assertThat(killed).hasMessageContaining("killed at");
      return Optional.empty();
    }
  }

  private void fail(String point) {
    boolean betweenTheSteps = Thread.currentThread().getName().startsWith("replay-");
    if (!goingBack || betweenTheSteps || point.startsWith("rollback.") || !failedAt.add(point)) {
      return;
    }
    if (point.endsWith(".before")) {
      throw new StoreException("no answer at " + point, true, null);
    }
    throw new Error("killed at " + point);
  }
}
