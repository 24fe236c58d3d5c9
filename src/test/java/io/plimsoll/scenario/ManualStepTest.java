package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Witness.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.GuardId;
import io.plimsoll.plan.InvalidFileException;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Steps that a vendor's people do between those of the run: seen, in order, not taken on trust. */
@Tag("F38")
class ManualStepTest {
  private static final String STEPS =
      """
        manual:
          - name: load-firmware
            before: copy
            instruction: load firmware 12.2 in the vendor's console
            probe: {store: directory, sql: "select state from ops.steps where name = 'firmware'", expect: "12.2"}
          - name: stop-billing
            before: cut-over
            instruction: switch the billing job off
            probe: {store: directory, sql: "select state from ops.steps where name = 'billing'", expect: "off"}
      """;

  private static Scenario scenario() {
    var scenario = new Scenario(1).plan(text -> text + STEPS);
    fresh()
        .execute(
            scenario.directory(),
            "create schema ops",
            "create table ops.steps (name text primary key, state text)",
            "insert into ops.steps values ('firmware', '11.9'), ('billing', 'on')");
    return scenario;
  }

  private static void done(Scenario scenario, String name, String state) {
    fresh()
        .execute(
            scenario.directory(),
            "update ops.steps set state = '%s' where name = '%s'".formatted(state, name));
  }

  private static boolean leadsToTheTarget(Scenario scenario) {
    return content(fresh(), scenario.directory()).stream()
        .anyMatch(row -> row.contains(",TARGET,"));
  }

  @Test
  void holdsWithTheInstructionUntilTheStoreSaysThatItIsDone() {
    try (var scenario = scenario()) {
      Result held = scenario.run();
      refused(
          held,
          RunState.COPY,
          Hold.Reason.FAILED,
          GuardId.F38,
          "before copy step 'load-firmware': store directory, "
              + scenario.directory()
              + ", answers '11.9', expected '12.2' once it is done"
              + " → load firmware 12.2 in the vendor's console; then resume");
      assertThat(content(fresh(), scenario.target("s00"))).isEmpty();

      done(scenario, "firmware", "12.1");
      held = scenario.resume(held);
      refused(
          held, RunState.COPY, Hold.Reason.FAILED, GuardId.F38, "answers '12.1', expected '12.2'");
      assertThat(content(fresh(), scenario.target("s00"))).as("a stale version").isEmpty();

      done(scenario, "firmware", "12.2");
      held = scenario.resume(held);
      refused(
          held, RunState.CUT_OVER, Hold.Reason.FAILED, GuardId.F38, "switch the billing job off");
      assertThat(leadsToTheTarget(scenario)).isFalse();

      done(scenario, "billing", "off");
      Result moved = scenario.resume(held);
      assertThat(moved.run().state()).as(moved.text()).isEqualTo(RunState.FINALIZED);
      assertThat(moved.workplace().control().evidence().current(moved.run().id()))
          .extracting(e -> e.stage() + " " + e.name())
          .contains("copy manual-load-firmware", "cut-over manual-stop-billing");
    }
  }

  @Test
  void refusesAStepThatWasDoneOutOfOrder() {
    try (var scenario = scenario()) {
      Result held = scenario.run();
      done(scenario, "billing", "off");
      done(scenario, "firmware", "12.2");
      held = scenario.resume(held);
      refused(
          held,
          RunState.COPY,
          Hold.Reason.FAILED,
          GuardId.F38,
          "before copy step 'stop-billing': store directory, "
              + scenario.directory()
              + ", answers 'off' already, and it belongs before cut-over");
      assertThat(content(fresh(), scenario.target("s00"))).isEmpty();
    }
  }

  @Test
  void refusesToBeginWithAStepThatIsDoneAlready() {
    try (var scenario = scenario()) {
      done(scenario, "billing", "off");
      var witness = new Witness(scenario, "s00");
      witness.sawNothingHappen(scenario.run(), GuardId.F38, "in preflight step 'stop-billing'");
    }
  }

  @Test
  void refusesAProbeThatCannotBeAskedBeforeAnythingBegins() {
    try (var scenario =
        scenario().plan("from ops.steps where name = 'b", "from steps where name = 'b")) {
      var witness = new Witness(scenario, "s00");
      witness.sawNothingHappen(scenario.run(), GuardId.F38, "step 'stop-billing': store directory");
      assertThat(scenario.workplace().orchestrator().preview(scenario.plan()).steps())
          .contains(
              "cut-over waits until store directory says that 'stop-billing' is done: switch the"
                  + " billing job off");
    }
  }

  @Test
  void wouldCutOverWhileTheVendorsJobStillRuns() {
    try (var scenario = scenario().without(GuardId.F38)) {
      Result done = scenario.run();
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
      assertThat(leadsToTheTarget(scenario)).isTrue();
      assertThat(fresh().query(scenario.directory(), "select state from ops.steps order by name"))
          .as("nobody did anything")
          .containsExactly("on", "11.9");
    }
  }

  @Test
  void takesOnlyStepsInOrderAndQueriesThatRead() {
    try (var scenario = scenario()) {
      scenario.plan("before: copy", "before: finalize").plan("name = 'firmware'\"", "x'; drop\"");
      assertThatThrownBy(scenario::plan)
          .isInstanceOf(InvalidFileException.class)
          .hasMessageContaining("spec.manual[0].probe.sql")
          .hasMessageContaining("one query without a semicolon")
          .hasMessageContaining("spec.manual[1].before")
          .hasMessageContaining("steps are done in their order");
    }
  }
}
