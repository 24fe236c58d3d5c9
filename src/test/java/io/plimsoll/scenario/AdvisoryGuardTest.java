package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.GuardId;
import io.plimsoll.report.ReportJson;
import io.plimsoll.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Servers of a version that its makers say loses data: not without a decision in writing. */
@Tag("F39")
class AdvisoryGuardTest {
  private static final String DECIDED =
      "  advisories: [{id: eats-rows, reason: \"no hash index here, OPS-7\", until: \"2999-12-31\"}]\n";

  /** The version that the servers of these tests run. */
  private static String version() {
    return fresh()
        .query("postgres", "select split_part(current_setting('server_version'), ' ', 1)")
        .get(0);
  }

  /** A list that speaks against versions up to another one. */
  private static Scenario advised(Scenario scenario, String from, String before)
      throws IOException {
    Files.writeString(
        scenario.home().resolve("own.yaml"),
        """
        advisories:
          - id: eats-rows
            product: postgresql
            versions: [{from: "%s", before: "%s"}]
            breaks: rows found through a hash index are deleted
            since: 2026-01-05
            source: https://vendor.example/advisories/7
        """
            .formatted(from, before));
    return scenario.config("streams: 2}", "streams: 2, advisories: own.yaml}");
  }

  @Test
  void refusesAVersionThatIsKnownToLoseData() throws IOException {
    try (var scenario = advised(new Scenario(2), version(), version() + ".1")) {
      var witness = new Witness(scenario, "s00", "s01");
      var result = scenario.run();
      witness.sawNothingHappen(result, GuardId.F39, "runs PostgreSQL %s".formatted(version()));
      assertThat(result.text())
          .contains("store old", "store new", "advisory eats-rows says since 2026-01-05")
          .contains("rows found through a hash index are deleted")
          .contains("https://vendor.example/advisories/7")
          .containsOnlyOnce("F39 store old");
    }
  }

  @Test
  void wouldMoveEverythingOntoThatVersion() throws IOException {
    try (var scenario =
        advised(new Scenario(1), version(), version() + ".1").without(GuardId.F39)) {
      var result = scenario.run();
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.FINALIZED);
      assertThat(content(fresh(), scenario.target("s00"))).as("on what eats rows").isNotEmpty();
    }
  }

  @Test
  void goesOnWhereThePlanDecidesSoAndReportsItAsAWaiver() throws IOException {
    try (var scenario =
        advised(new Scenario(1), "1.0", version() + ".1").plan(text -> text + DECIDED)) {
      var result = scenario.run();
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.FINALIZED);
      String report = ReportJson.write(result.workplace().reports().build(result.run().id()));
      assertThat(report)
          .contains("advisory eats-rows until 2999-12-31")
          .contains("the plan accepts it until 2999-12-31: no hash index here, OPS-7")
          .contains("WAIVED");
    }
  }

  @Test
  void saysNothingOfTheFirstVersionWithTheCorrection() throws IOException {
    try (var scenario = advised(new Scenario(1), "1.0", version()).plan(text -> text + DECIDED)) {
      assertThat(scenario.workplace().orchestrator().preview(scenario.plan()).findings())
          .noneMatch(finding -> finding.guard().filter(GuardId.F39::equals).isPresent())
          .anyMatch(finding -> finding.code().equals("advisory-unused"));
    }
  }
}
