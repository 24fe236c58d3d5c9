package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.GuardId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunState;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What preflight refuses about keys and about what names resolve to. */
class PreflightGuardTest {
  private static final String NEAR_THE_END =
      "insert into users (id, email) values (2147483640, 'last@example.org')";

  @Test
  @Tag("F25")
  void refusesAKeyNearTheEndOfItsType() {
    try (var scenario = new Scenario(1)) {
      old().execute(scenario.source("s00"), NEAR_THE_END);
      var witness = new Witness(scenario, "s00");
      witness.sawNothingHappen(scenario.run(), GuardId.F25, "s00 column public.users.id");
    }
  }

  @Test
  @Tag("F25")
  void wouldMoveToStorageThatTakesNoMoreRows() {
    try (var scenario = new Scenario(1).without(GuardId.F25)) {
      old().execute(scenario.source("s00"), NEAR_THE_END);
      var result = scenario.run();
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.FINALIZED);
      assertThatThrownBy(
              () ->
                  fresh()
                      .execute(
                          scenario.target("s00"),
                          "insert into users (email) select i || '@x' from generate_series(1, 10) i"))
          .as("the outage after the move")
          .hasStackTraceContaining("reached maximum value");
    }
  }

  private static Scenario grownToSeventeen() {
    var scenario =
        new Scenario(1).plan("include: [\"public.*\"]", "include: [\"public.*\"], expected: 5");
    String[] more =
        IntStream.rangeClosed(6, 17)
            .mapToObj("create table parent_%d (id int primary key)"::formatted)
            .toArray(String[]::new);
    old().execute(scenario.source("s00"), more);
    return scenario;
  }

  @Test
  @Tag("F35")
  void refusesAPatternThatResolvesToMoreThanPlanned() {
    try (var scenario = grownToSeventeen()) {
      var witness = new Witness(scenario, "s00");
      witness.sawNothingHappen(
          scenario.run(), GuardId.F35, "the plan expects 5 objects, the patterns resolve to 17");
    }
  }

  @Test
  @Tag("F35")
  void wouldMoveTwelveTablesNobodyPlanned() {
    try (var scenario = grownToSeventeen().without(GuardId.F35)) {
      var result = scenario.run(StageName.VERIFY);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.VERIFY);
      assertThat(
              fresh()
                  .query(
                      scenario.target("s00"),
                      "select tablename from pg_tables where schemaname = 'public'"))
          .hasSize(17);
    }
  }

  /** Two names of one address, so that only the server itself can tell. */
  private static Scenario twoShardsInOneDatabase() {
    var scenario = new Scenario(2);
    String alias =
        """
          again:
            type: postgresql
            url: jdbc:postgresql://localhost:%d/%s
            user: postgres
            domain: {site: sjc, array: hds-1, host: h1, account: a1}
          new:
        """
            .formatted(old().port(), scenario.source("s00"));
    return scenario
        .config("  new:\n", alias)
        .plan(
            "{names: \"s{00..01}\", source: old, target: new}",
            "[{name: s00, source: old, target: new}, {name: s01, source: again, target: new}]");
  }

  @Test
  @Tag("F35")
  void refusesTwoShardsThatAreOneDatabase() {
    try (var scenario = twoShardsInOneDatabase()) {
      var witness = new Witness(scenario, "s00", "s01");
      witness.sawNothingHappen(scenario.run(), GuardId.F35, "is the same database as s00 source");
    }
  }

  @Test
  @Tag("F35")
  void wouldCloseTheDatabaseBeforeItFindsOut() {
    try (var scenario = twoShardsInOneDatabase().without(GuardId.F35)) {
      assertThatThrownBy(scenario::run).hasMessageContaining("F42").hasMessageContaining("s00");
      assertThat(writable(old(), scenario.source("s00"), "users"))
          .as("an outage for a plan that could never work")
          .isFalse();
    }
  }
}
