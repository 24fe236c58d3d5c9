package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Severity;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunState;
import io.plimsoll.testing.Postgres;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Production that a configuration takes for something else: the storage itself knows better. */
@Tag("F34")
class EnvironmentGuardTest {
  private static final String OLD = "domain: {site: sjc, array: hds-1, host: h1, account: a1}";
  private static final String NEW = "domain: {site: iad, array: hds-2, host: h2, account: a2}";

  private static Scenario taken(Scenario scenario, String domain, String environment) {
    return scenario.config(domain, domain + "\n    environment: " + environment);
  }

  private static void says(Postgres server, String database, String environment) {
    server.execute(
        "postgres",
        "alter database \"%s\" set plimsoll.environment = '%s'".formatted(database, environment));
  }

  @Test
  void refusesProductionThatTheConfigurationCallsStaging() {
    try (var scenario = taken(new Scenario(1), OLD, "staging")) {
      says(old(), scenario.source("s00"), "Production");
      var witness = new Witness(scenario, "s00");
      var result = scenario.run();
      witness.sawNothingHappen(
          result,
          GuardId.F34,
          "says that it is 'Production', the configuration takes it for 'staging'");
      assertThat(result.text()).contains("F34 store old: database " + scenario.source("s00"));
    }
  }

  @Test
  void refusesATargetInProductionOfWhichTheConfigurationSaysNothing() {
    try (var scenario = new Scenario(1)) {
      says(fresh(), scenario.target("s00"), "production");
      var witness = new Witness(scenario, "s00");
      witness.sawNothingHappen(
          scenario.run(),
          GuardId.F34,
          "says that it is 'production', the configuration does not say which it is meant to be");
    }
  }

  @Test
  void wouldRefuseTheWritesOfProductionForATrial() {
    try (var scenario = taken(new Scenario(1), OLD, "staging").without(GuardId.F34)) {
      says(old(), scenario.source("s00"), "production");
      var result = scenario.run(StageName.CUT_OVER);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.CUT_OVER);
      assertThat(writable(old(), scenario.source("s00"), "users")).as("an outage").isFalse();
      assertThat(content(fresh(), scenario.target("s00"))).as("production's rows").isNotEmpty();
    }
  }

  @Test
  void movesWhatIsWhatItIsTakenForAndCarriesTheWordNowhere() {
    try (var scenario = taken(taken(new Scenario(1), OLD, "production"), NEW, "production")) {
      says(old(), scenario.source("s00"), "production");
      says(fresh(), scenario.target("s00"), "PRODUCTION");
      var result = scenario.run();
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.FINALIZED);
    }
  }

  private static List<Finding> preview(Scenario scenario) {
    return scenario.workplace().orchestrator().preview(scenario.plan()).findings();
  }

  @Test
  void warnsOnceOfAStoreThatDoesNotSayAndShowsTheStatement() {
    try (var scenario = taken(taken(new Scenario(2), OLD, "staging"), NEW, "production")) {
      assertThat(preview(scenario))
          .filteredOn(finding -> finding.code().equals("environment-unsaid"))
          .filteredOn(finding -> !finding.subject().equals("store scratch"))
          .satisfiesExactlyInAnyOrder(
              finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                assertThat(finding.text())
                    .startsWith("F34 store old: ")
                    .endsWith("alter role all set plimsoll.environment = 'staging'");
              },
              finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.NOTE);
                assertThat(finding.text())
                    .startsWith("store new: ")
                    .endsWith("alter role all set plimsoll.environment = 'production'");
              });
    }
  }

  @Test
  void takesNoRolesOwnWordForIt() {
    try (var scenario = taken(new Scenario(1), OLD, "staging")) {
      old()
          .execute(
              "postgres",
              "alter role postgres in database \"%s\" set plimsoll.environment = 'staging'"
                  .formatted(scenario.source("s00")));
      assertThat(preview(scenario))
          .anySatisfy(
              finding -> assertThat(finding.text()).startsWith("F34 store old: its server"));
    }
  }

  /** The run's role may even own the database: what it is, only an administrator says. */
  @Test
  void cannotBeToldOtherwiseByTheRunsOwnRole() {
    try (var scenario = taken(new Scenario(1), OLD, "staging")) {
      String database = scenario.source("s00");
      String role = database + "_mover";
      says(old(), database, "production");
      old()
          .execute(
              "postgres",
              "create role \"%s\"".formatted(role),
              "alter database \"%s\" owner to \"%s\"".formatted(database, role),
              "alter role postgres in database \"%s\" set plimsoll.environment = 'staging'"
                  .formatted(database));
      try {
        assertThatThrownBy(
                () ->
                    old()
                        .execute(
                            database,
                            "set role \"%s\"".formatted(role),
                            "alter database \"%s\" set plimsoll.environment = 'staging'"
                                .formatted(database)))
            .hasStackTraceContaining("permission denied");
        assertThat(preview(scenario))
            .filteredOn(Finding::blocks)
            .anySatisfy(
                finding -> assertThat(finding.text()).contains("says that it is 'production'"));
      } finally {
        old()
            .execute(
                "postgres",
                "alter database \"%s\" owner to postgres".formatted(database),
                "drop role \"%s\"".formatted(role));
      }
    }
  }

  @Test
  void looksAtTheScratchServerToo() {
    String database = fresh().database("scratch_of_clients");
    says(fresh(), database, "production");
    try (var scenario = new Scenario(1)) {
      scenario.config(
          "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(fresh().port()),
          "jdbc:postgresql://127.0.0.1:%d/%s".formatted(fresh().port(), database));
      var witness = new Witness(scenario, "s00");
      witness.sawNothingHappen(scenario.run(), GuardId.F34, "store scratch: database " + database);
    } finally {
      fresh().execute("postgres", "drop database \"%s\"".formatted(database));
    }
  }
}
