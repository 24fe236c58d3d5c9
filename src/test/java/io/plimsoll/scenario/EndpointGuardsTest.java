package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.cli.ExitCode;
import io.plimsoll.common.GuardId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Wrong, swapped and identical addresses: refused before anything changes, and what happens else.
 */
class EndpointGuardsTest {
  private static void refusedInPreflight(Result refused, String reason) {
    assertThat(refused.run().state()).as(refused.text()).isEqualTo(RunState.PREFLIGHT);
    assertThat(refused.run().hold().map(Hold::reason)).contains(Hold.Reason.REFUSED);
    assertThat(refused.text()).contains(reason);
    assertThat(ExitCode.of(refused.run(), false).number()).isEqualTo(2);
  }

  @Test
  @Tag("F31")
  void refusesToMoveADatabaseOntoItself() {
    try (var scenario = aliased(new Scenario(1).without(GuardId.F33, GuardId.F42), "127.0.0.1")) {
      var before = content(old(), scenario.source("s00"));
      refusedInPreflight(scenario.run(), "F31 s00: source and target are the same database");
      assertThat(content(old(), scenario.source("s00"))).isEqualTo(before);
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
      assertThat(writable(old(), scenario.source("s00"), "users")).isTrue();
    }
  }

  /** F33 and F42 would refuse as well, for other reasons: both sides are without them. */
  @Test
  @Tag("F31")
  void withoutTheGuardTheSourceIsClosedAsItsOwnTarget() {
    try (var scenario =
        aliased(new Scenario(1).without(GuardId.F31, GuardId.F33, GuardId.F42), "localhost")) {
      assertThatThrownBy(scenario::run)
          .hasMessageContaining("old/s00 is already the TARGET of this run");
      assertThat(leftovers(old(), scenario.source("s00"))).isNotEmpty();
      assertThat(writable(old(), scenario.source("s00"), "users")).isFalse();
    }
  }

  private static Scenario aliased(Scenario scenario, String host) {
    return scenario.config(
        "127.0.0.1:%d/%s".formatted(fresh().port(), common(scenario, "_new_")),
        "%s:%d/%s".formatted(host, old().port(), common(scenario, "_old_")));
  }

  /** What stands before {@code {shard}} in the configured address of a side. */
  private static String common(Scenario scenario, String side) {
    return scenario.source("s00").replace("_old_s00", side);
  }

  /** The changed configuration alone would refuse as well (F37): both sides are without that. */
  @Test
  @Tag("F32")
  void refusesStorageThatIsNotTheOneItWasPlannedFor() {
    try (var scenario = new Scenario(1).without(GuardId.F37);
        var wrong = new Scenario(1)) {
      Result refused = readdressed(scenario, wrong);
      assertThat(refused.run().state()).as(refused.text()).isEqualTo(RunState.SNAPSHOT);
      assertThat(refused.text())
          .contains("F32 s00 target new/s00: is not the storage the run was bound to");
      assertThat(content(fresh(), wrong.target("s00"))).isEmpty();
      assertThat(leftovers(fresh(), wrong.target("s00"))).isEmpty();
      assertThat(writable(old(), scenario.source("s00"), "users")).isTrue();
    }
  }

  @Test
  @Tag("F32")
  void withoutTheGuardTheRowsGoToTheWrongDatabase() {
    try (var scenario = new Scenario(1).without(GuardId.F32, GuardId.F37);
        var wrong = new Scenario(1)) {
      Result done = readdressed(scenario, wrong);
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
      assertThat(content(fresh(), wrong.target("s00")))
          .isEqualTo(content(old(), scenario.source("s00")));
      assertThat(content(fresh(), scenario.target("s00"))).as("the planned one").isEmpty();
    }
  }

  /** Between plan and act the target's address comes to mean another database. */
  private static Result readdressed(Scenario scenario, Scenario wrong) {
    Result waiting = scenario.run(StageName.SNAPSHOT);
    assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.SNAPSHOT);
    waiting.workplace().close();
    scenario.config(common(scenario, "_new_"), common(wrong, "_new_"));
    return scenario.resume(new Result(scenario.workplace(), waiting.run()));
  }

  @Test
  @Tag("F33")
  void refusesSwappedEndsWithoutOneWrite() {
    try (var scenario = swapped(new Scenario(1))) {
      var before = content(old(), scenario.source("s00"));
      refusedInPreflight(scenario.run(), "F33 s00 target old/s00: is not empty: table public.");
      assertThat(content(old(), scenario.source("s00"))).isEqualTo(before);
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
      assertThat(leftovers(fresh(), scenario.target("s00"))).isEmpty();
      assertThat(content(fresh(), scenario.target("s00"))).hasSize(1);
      assertThat(writable(old(), scenario.source("s00"), "users")).isTrue();
    }
  }

  @Test
  @Tag("F33")
  void withoutTheGuardTheTrueSourceIsWrittenTo() {
    try (var scenario = swapped(new Scenario(1).without(GuardId.F33))) {
      var before = content(old(), scenario.source("s00"));
      Result done = scenario.run();
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
      assertThat(content(old(), scenario.source("s00"))).isNotEqualTo(before);
    }
  }

  /** The new array holds only what its installation left there. */
  private static Scenario swapped(Scenario scenario) {
    fresh()
        .execute(
            scenario.target("s00"),
            "create table burn_in (id int primary key, result text)",
            "insert into burn_in values (1, 'passed')");
    return scenario.plan("source: old, target: new", "source: new, target: old");
  }
}
