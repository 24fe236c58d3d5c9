package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A move while clients write: they notice a moment at the cut-over, and lose nothing either way.
 */
class LiveMoveTest {
  @Test
  @Tag("F52")
  void movesWhileClientsWrite() {
    try (var scenario = live(2);
        var clients = Clients.of(scenario, "s00");
        var others = Clients.of(scenario, "s01")) {
      Result moved = scenario.run();
      assertThat(moved.run().state()).as(moved.text()).isEqualTo(RunState.FINALIZED);
      clients.awaitMore();
      others.awaitMore();
      clients.endsWith(fresh(), scenario.target("s00"));
      others.endsWith(fresh(), scenario.target("s01"));
      assertThat(writable(old(), scenario.source("s00"), "counted")).isFalse();
      assertThat(leftovers(fresh(), scenario.target("s00"))).isEmpty();
    }
  }

  @Test
  @Tag("F53")
  void goesBackWithAllWritesWhenTheTargetIsDamagedInSoak() {
    try (var scenario = live(1);
        var clients = Clients.of(scenario, "s00")) {
      Result waiting = scenario.run(StageName.SOAK);
      assertThat(waiting.run().state().stage()).as(waiting.text()).contains(StageName.SOAK);
      clients.awaitMore();
      Damage.ONE_VALUE_CHANGED.on(scenario, "s00");

      Result back = scenario.resume(waiting);

      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      assertThat(back.run().diverged()).isTrue();
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
      assertThat(writable(fresh(), scenario.target("s00"), "counted")).isFalse();
    }
  }

  @Test
  @Tag("F53")
  void goesBackWithAllWritesWhenAPersonAsks() {
    try (var scenario = live(1);
        var clients = Clients.of(scenario, "s00")) {
      Result waiting = scenario.run(StageName.FINALIZE);
      assertThat(waiting.run().state().stage()).as(waiting.text()).contains(StageName.FINALIZE);
      clients.awaitMore();
      waiting.workplace().orchestrator().requestRollback(waiting.run().id(), Run.Request.ROLLBACK);

      Result back = scenario.drive(waiting.workplace(), waiting.run().id());

      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
      assertThat(content(old(), scenario.source("s00")))
          .as("rows nobody wrote")
          .filteredOn(row -> !row.startsWith("public.counted"))
          .hasSameElementsAs(
              content(fresh(), scenario.target("s00")).stream()
                  .filter(row -> !row.startsWith("public.counted"))
                  .toList());
    }
  }

  /** Every table needs a key there, and one is written all the time. */
  static Scenario live(int shards) {
    var scenario =
        new Scenario(shards)
            .plan("capture: {mode: frozen, outage: 2h}", "capture: {mode: triggers}");
    for (int i = 0; i < shards; i++) {
      old()
          .execute(
              scenario.source("s%02d".formatted(i)),
              "alter table log add column id int generated always as identity primary key",
              Clients.TABLE);
    }
    return scenario;
  }
}
