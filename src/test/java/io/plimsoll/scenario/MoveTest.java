package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import org.junit.jupiter.api.Test;

class MoveTest {
  @Test
  void movesEveryRowThroughAllStages() {
    try (var scenario = new Scenario(2)) {
      var before = content(old(), scenario.source("s00"));
      var result = scenario.run();
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.FINALIZED);
      assertThat(content(fresh(), scenario.target("s00"))).isEqualTo(before);
      assertThat(content(old(), scenario.source("s00"))).isEqualTo(before);
      assertThat(writable(fresh(), scenario.target("s00"), "users")).isTrue();
      assertThat(writable(old(), scenario.source("s00"), "users")).isFalse();
      assertThat(leftovers(fresh(), scenario.target("s00"))).isEmpty();
    }
  }

  @Test
  void goesBackOnRequestFromAnyGate() {
    try (var scenario = new Scenario(2)) {
      var before = content(old(), scenario.source("s01"));
      var waiting = scenario.run(StageName.FINALIZE);
      assertThat(waiting.run().hold().orElseThrow().reason()).isEqualTo(Hold.Reason.GATE);
      assertThat(writable(fresh(), scenario.target("s01"), "users")).isFalse();
      assertThat(writable(old(), scenario.source("s01"), "users")).isFalse();
      var orchestrator = waiting.workplace().orchestrator();
      assertThat(orchestrator.requestRollback(waiting.run().id(), Run.Request.ROLLBACK)).isEmpty();
      var back = scenario.drive(waiting.workplace(), waiting.run().id());
      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      assertThat(content(old(), scenario.source("s01"))).isEqualTo(before);
      assertThat(content(fresh(), scenario.target("s01"))).isEmpty();
      assertThat(writable(old(), scenario.source("s01"), "users")).isTrue();
      assertThat(leftovers(old(), scenario.source("s01"))).isEmpty();
      assertThat(leftovers(fresh(), scenario.target("s01"))).isEmpty();
    }
  }
}
