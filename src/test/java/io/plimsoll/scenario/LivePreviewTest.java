package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Finding;
import io.plimsoll.engine.Orchestrator.Preview;
import io.plimsoll.run.RunState;
import org.junit.jupiter.api.Test;

/** What {@code plan} says of a move under which clients go on writing. */
class LivePreviewTest {
  private static Scenario live(int shards) {
    return new Scenario(shards).plan("{mode: frozen, outage: 2h}", "{mode: triggers}");
  }

  private static Scenario withoutLog(Scenario scenario) {
    return scenario.plan(
        "include: [\"public.*\"]",
        "include: [\"public.*\"], exclude: [{object: public.log, reason: has no key}]");
  }

  private static Preview preview(Scenario scenario) {
    return scenario.workplace().orchestrator().preview(scenario.plan());
  }

  @Test
  void saysTheBlockTheWayBackAndTheOverheadAndNothingOfAnOutage() {
    try (var scenario = withoutLog(live(2))) {
      var preview = preview(scenario);

      assertThat(preview.findings()).as("%s", preview.findings()).noneMatch(Finding::blocks);
      assertThat(preview.findings()).extracting(Finding::code).contains("no-soak");
      String steps = String.join("\n", preview.steps());
      assertThat(steps)
          .contains("each source refuses writes for at most 2s per attempt, 3 attempts at most")
          .contains("canary: s00 goes all the way")
          .contains("replayed to the source, which is sealed against everyone else")
          .contains("every statement that changes rows also writes down their keys")
          .contains("more than 10000000 keys waiting")
          .doesNotContain("outage", "clients can read but");
      assertThat(String.join("\n", preview.back()))
          .contains("from cut-over to finalize")
          .contains("the writes it took are replayed to the source")
          .doesNotContain("LOST", "took no writes", "as of the snapshot");
      for (String shard : new String[] {"s00", "s01"}) {
        assertThat(leftovers(old(), scenario.source(shard))).isEmpty();
        assertThat(leftovers(fresh(), scenario.target(shard))).isEmpty();
      }
    }
  }

  @Test
  void refusesInPreflightWhatCannotBeCaptured() {
    try (var scenario = live(1)) {
      old()
          .execute(
              scenario.source("s00"),
              "create unlogged table scratchpad (id int primary key)",
              "create foreign data wrapper w",
              "create server elsewhere foreign data wrapper w",
              "create foreign table remote (id int) server elsewhere");
      var witness = new Witness(scenario, "s00");

      var result = scenario.run();

      assertThat(result.run().state()).isEqualTo(RunState.PREFLIGHT);
      assertThat(result.run().hold().orElseThrow().text())
          .contains("s00 source table public.log: has no key")
          .contains("s00 unlogged table public.scratchpad: would not come along")
          .contains("s00 foreign table public.remote: would not come along");
      witness.untouched();
    }
  }
}
