package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of a live move: the target is left to its clients, capture and all. */
class LiveFinalizeTest {
  /** More than the rounds of replay that come between two steps. */
  private static final int ROUNDS_MILLIS = 1_500;

  @Test
  void looksForNoChangesOnceTheTargetsCaptureIsGone() {
    try (var scenario = LiveMoveTest.live(1)) {
      scenario.crashing(
          point -> {
            if (point.equals("fence.remove.after")) {
              writeUncaptured(scenario);
            }
          });
      Result moved = scenario.run();
      assertThat(moved.run().state()).as(moved.text()).isEqualTo(RunState.FINALIZED);
      assertThat(moved.run().hold()).isEmpty();
      assertThat(fresh().query(scenario.target("s00"), "select name from users where id = 1"))
          .containsExactly("Final");
    }
  }

  private static void writeUncaptured(Scenario scenario) {
    fresh().execute(scenario.target("s00"), "update users set name = 'Final' where id = 1");
    try {
      TimeUnit.MILLISECONDS.sleep(ROUNDS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
