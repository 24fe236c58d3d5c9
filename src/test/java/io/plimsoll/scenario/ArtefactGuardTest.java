package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Witness.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Digest;
import io.plimsoll.common.GuardId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files that were overwritten while a run waited: what goes on is not what was looked at. */
@Tag("F37")
class ArtefactGuardTest {
  private static Result reopened(Scenario scenario, Result waiting) {
    return scenario.resume(new Result(scenario.workplace(), waiting.run()));
  }

  private static Result waiting(Scenario scenario, StageName before) {
    Result waiting = scenario.run(before);
    assertThat(waiting.run().state().stage()).as(waiting.text()).contains(before);
    waiting.workplace().close();
    return waiting;
  }

  /** Holds before the cut-over; meanwhile the route comes to mean a copy of the directory. */
  private static Result redirected(Scenario scenario, String other) {
    Result waiting = waiting(scenario, StageName.CUT_OVER);
    fresh()
        .execute(
            "postgres",
            "create database \"%s\" template \"%s\"".formatted(other, scenario.directory()));
    scenario.config(scenario.directory(), other);
    return reopened(scenario, waiting);
  }

  private static boolean leadsToTheTarget(String directory) {
    return content(fresh(), directory).stream().anyMatch(row -> row.contains(",TARGET,"));
  }

  private static void drop(String database) {
    fresh().execute("postgres", "drop database if exists \"%s\" with (force)".formatted(database));
  }

  @Test
  void refusesARouteThatWasChangedWhileTheRunWaited() {
    String other = null;
    try (var scenario = new Scenario(1)) {
      other = scenario.directory() + "_copy";
      Result refusal = redirected(scenario, other);
      refused(
          refusal,
          RunState.CUT_OVER,
          Hold.Reason.FAILED,
          GuardId.F37,
          "before cut-over store directory of the configuration: changed since preflight");
      assertThat(refusal.text())
          .containsPattern("its digest was [0-9a-f]{64} and is [0-9a-f]{64}")
          .doesNotContain("store old", "plan of the run");
      assertThat(leadsToTheTarget(other)).isFalse();
      assertThat(leadsToTheTarget(scenario.directory())).isFalse();

      refusal.workplace().close();
      scenario.config(other, scenario.directory());
      Result done = reopened(scenario, refusal);
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
      assertThat(leadsToTheTarget(scenario.directory())).isTrue();
    } finally {
      drop(other);
    }
  }

  @Test
  void wouldSendClientsWhereNobodyLooks() {
    String other = null;
    try (var scenario = new Scenario(1).without(GuardId.F37)) {
      other = scenario.directory() + "_copy";
      Result done = redirected(scenario, other);
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
      assertThat(leadsToTheTarget(other)).isTrue();
      assertThat(leadsToTheTarget(scenario.directory())).as("clients stay behind").isFalse();
    } finally {
      drop(other);
    }
  }

  @Test
  void goesBackWhateverWasChanged() {
    try (var scenario = new Scenario(1)) {
      var witness = new Witness(scenario, "s00");
      Result waiting = waiting(scenario, StageName.COPY);
      scenario.config("host: h3", "host: h4");
      Result refusal = reopened(scenario, waiting);
      refused(
          refusal,
          RunState.COPY,
          Hold.Reason.FAILED,
          GuardId.F37,
          "before copy store vault of the configuration");
      witness.goesBack(refusal);
    }
  }

  /** Past the program, as whoever may write to the control database could. */
  private static void overwritePlan(Scenario scenario, String piece, String by) throws Exception {
    Path control = scenario.home().resolve("control").resolve("control");
    String url =
        "jdbc:h2:file:%s;WRITE_DELAY=0;AUTO_SERVER=TRUE;LOCK_TIMEOUT=10000"
            .formatted(control.resolve("plimsoll"));
    String password = Files.readString(control.resolve("password")).strip();
    try (var connection = DriverManager.getConnection(url, "plimsoll", password);
        var statement =
            connection.prepareStatement("update run set plan_text = replace(plan_text, ?, ?)")) {
      statement.setString(1, piece);
      statement.setString(2, by);
      assertThat(statement.executeUpdate()).isOne();
    }
  }

  private static Result overwritten(Scenario scenario) throws Exception {
    Result waiting = waiting(scenario, StageName.COPY);
    overwritePlan(scenario, "cut-over: hold", "cut-over: automatic");
    return reopened(scenario, waiting);
  }

  private static Scenario deciding(Scenario scenario) {
    return scenario.plan("cut-over: automatic", "cut-over: hold");
  }

  @Test
  void refusesAPlanThatWasOverwrittenWhileTheRunWaited() throws Exception {
    try (var scenario = deciding(new Scenario(1))) {
      String was = Digest.ofText(scenario.planText()).hex();
      Result refusal = overwritten(scenario);
      refused(
          refusal,
          RunState.COPY,
          Hold.Reason.FAILED,
          GuardId.F37,
          "before copy plan of the run: changed since preflight: its digest was " + was);
      assertThat(content(fresh(), scenario.target("s00"))).isEmpty();
    }
  }

  @Test
  void wouldCutOverWithoutThePersonWhoWasToDecide() throws Exception {
    try (var scenario = deciding(new Scenario(1)).without(GuardId.F37)) {
      Result done = overwritten(scenario);
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
      assertThat(content(fresh(), scenario.target("s00")))
          .isEqualTo(content(old(), scenario.source("s00")));
    }
  }
}
