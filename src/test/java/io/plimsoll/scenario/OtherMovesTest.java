package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.gate.Evidence;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Moves that are not the ordinary one: real data, a target with its own schema, a waiver. */
class OtherMovesTest {
  @Test
  void movesChinookBetweenTwoServers() throws Exception {
    Path script = chinook();
    try (var scenario = new Scenario(1)) {
      old()
          .execute(
              scenario.source("s00"), "drop table users, contacts, devices, settings, log cascade");
      String sql =
          Files.readString(script)
              .replaceAll("(?m)^(DROP|CREATE) DATABASE .*;\\s*$", "")
              .replaceAll("(?m)^\\\\c .*$", "");
      old().execute(scenario.source("s00"), sql);
      var before = content(old(), scenario.source("s00"));
      var result = scenario.run();
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.FINALIZED);
      assertThat(before).hasSize(15_607);
      assertThat(content(fresh(), scenario.target("s00"))).isEqualTo(before);
      fresh()
          .execute(scenario.target("s00"), "insert into artist (name) values ('after the move')");
    }
  }

  private static Path chinook() {
    Path here = Path.of("").toAbsolutePath();
    Path found =
        Stream.iterate(here, p -> p != null, Path::getParent)
            .map(p -> p.resolve("shared/data/chinook/postgresql.sql"))
            .filter(Files::exists)
            .findFirst()
            .orElse(null);
    if (found == null && System.getenv("CI") != null) {
      throw new AssertionError("the Chinook data must be there in CI: shared/data/chinook");
    }
    Assumptions.assumeTrue(found != null, "no shared/data/chinook beside the project");
    return found;
  }

  @Test
  void fillsASchemaThatIsThereAlready() {
    try (var scenario = new Scenario(1).plan("mode: mirror", "mode: existing")) {
      fresh().execute(scenario.target("s00"), Scenario.SCHEMA.toArray(String[]::new));
      var before = content(old(), scenario.source("s00"));
      var waiting = scenario.run(StageName.FINALIZE);
      assertThat(content(fresh(), scenario.target("s00"))).as(waiting.text()).isEqualTo(before);
      waiting.workplace().orchestrator().requestRollback(waiting.run().id(), Run.Request.ROLLBACK);
      var back = scenario.drive(waiting.workplace(), waiting.run().id());
      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      assertThat(content(fresh(), scenario.target("s00"))).isEmpty();
      assertThat(
              fresh()
                  .query(
                      scenario.target("s00"),
                      "select count(*) from pg_tables where schemaname = 'public'"))
          .containsExactly("5");
      assertThat(leftovers(fresh(), scenario.target("s00"))).isEmpty();
    }
  }

  @Test
  void opensTheTargetEarlyOnlyWhenThePlanAcceptsTheLossAndSaysHowMuchWasLost() {
    try (var scenario =
        new Scenario(1)
            .plan("outage: 2h", "outage: 2h, acceptLossOnRollback: \"the night shift is small\"")) {
      var before = content(old(), scenario.source("s00"));
      var waiting = scenario.run(StageName.SOAK);
      assertThat(writable(fresh(), scenario.target("s00"), "users")).as(waiting.text()).isTrue();
      fresh()
          .execute(
              scenario.target("s00"),
              "insert into users (email) values ('new1@example.org'), ('new2@example.org')");
      waiting.workplace().orchestrator().resume(waiting.run().id());
      var soaked = scenario.drive(waiting.workplace(), waiting.run().id(), StageName.FINALIZE);
      assertThat(soaked.run().state()).as(soaked.text()).isEqualTo(RunState.FINALIZE);
      assertThat(soaked.workplace().control().evidence().current(soaked.run().id()))
          .filteredOn(e -> e.stage() == StageName.SOAK && e.name().equals("verification"))
          .extracting(Evidence::status)
          .containsExactly(Evidence.Status.WAIVED);

      soaked.workplace().orchestrator().requestRollback(soaked.run().id(), Run.Request.ROLLBACK);
      var back = scenario.drive(soaked.workplace(), soaked.run().id());
      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      assertThat(content(old(), scenario.source("s00"))).isEqualTo(before);
      assertThat(writable(old(), scenario.source("s00"), "users")).isTrue();
      assertThat(writable(fresh(), scenario.target("s00"), "users")).isFalse();
      assertThat(back.workplace().control().evidence().current(back.run().id()))
          .filteredOn(e -> e.name().equals("rollback"))
          .singleElement()
          .satisfies(e -> assertThat(e.json()).contains("\"lostRows\":2"));
    }
  }
}
