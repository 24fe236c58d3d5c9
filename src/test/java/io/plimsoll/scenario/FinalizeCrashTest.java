package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunState;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Behind the point of no return a run can only arrive, whatever clients wrote meanwhile. */
class FinalizeCrashTest {
  @Test
  void arrivesAfterItDiedWithTheTargetOpenAndAgainWithItsFenceRemoved() {
    var deadly = new AtomicReference<>("");
    try (var scenario = new Scenario(1)) {
      scenario.crashing(
          point -> {
            if (point.equals(deadly.get())) {
              throw new Error("killed at " + point);
            }
          });
      var waiting = scenario.run(StageName.FINALIZE);
      assertThat(waiting.run().hold()).as(waiting.text()).isPresent();
      deadly.set("fence.open.after");
      assertThatThrownBy(() -> scenario.resume(waiting)).hasMessageContaining("killed");
      waiting.workplace().close();
      fresh().execute(scenario.target("s00"), "insert into log values ('a client', now())");

      deadly.set("fence.remove.after");
      var second = scenario.workplace();
      assertThatThrownBy(() -> scenario.drive(second, waiting.run().id()))
          .hasMessageContaining("killed");
      second.close();

      deadly.set("");
      var end = scenario.drive(scenario.workplace(), waiting.run().id());
      assertThat(end.run().state()).as(end.text()).isEqualTo(RunState.FINALIZED);
      assertThat(leftovers(fresh(), scenario.target("s00"))).isEmpty();
      assertThat(
              fresh().query(scenario.target("s00"), "select line from log where line = 'a client'"))
          .hasSize(1);
    }
  }
}
