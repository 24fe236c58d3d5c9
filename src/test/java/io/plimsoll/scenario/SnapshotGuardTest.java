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
import io.plimsoll.testing.FaultyVault;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot is judged by what lies in the vault, and by what should. */
class SnapshotGuardTest {
  private static final String LATE = "create table late (id int primary key, note text)";

  private static Scenario faulty(String victim, UnaryOperator<byte[]> damage) {
    return new Scenario(1)
        .stores(real -> new OtherVaults(real, vault -> new FaultyVault(vault, victim, damage)));
  }

  private static Scenario.Result notSealed(Scenario scenario, GuardId guard, String words) {
    var witness = new Witness(scenario, "s00");
    var result = scenario.run();
    refused(result, RunState.SNAPSHOT, Hold.Reason.FAILED, guard, words);
    try (var vault = result.workplace().tools().stores().vault("vault")) {
      assertThat(vault.sets()).isEmpty();
    }
    witness.unchanged();
    witness.goesBack(result);
    return result;
  }

  private static void sealed(Scenario.Result result) {
    assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.DRY_RUN);
    assertThat(result.run().hold().orElseThrow().reason()).isEqualTo(Hold.Reason.GATE);
    try (var vault = result.workplace().tools().stores().vault("vault")) {
      assertThat(vault.sets()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50})
  @Tag("F03")
  void refusesASnapshotWhoseWriterReportedSuccess(int percentKept) {
    UnaryOperator<byte[]> damage = bytes -> Arrays.copyOf(bytes, bytes.length * percentKept / 100);
    try (var scenario = faulty("data/public/users/", damage)) {
      notSealed(scenario, GuardId.F03, "public.users chunk 0");
    }
  }

  @Test
  @Tag("F03")
  void wouldSealAnEmptyBackup() {
    try (var scenario = faulty("data/", bytes -> new byte[0]).without(GuardId.F03)) {
      sealed(scenario.run(StageName.DRY_RUN));
      var files = Witness.files(scenario.vault());
      files.keySet().removeIf(file -> !file.contains("/data/"));
      assertThat(files).isNotEmpty();
      assertThat(files.values())
          .as("every data file is empty")
          .containsOnly(Digest.of(new byte[0]).brief());
    }
  }

  @Test
  @Tag("F10")
  void refusesASnapshotWithoutItsRestoreKit() {
    try (var scenario = faulty("restore.sh", bytes -> null)) {
      notSealed(scenario, GuardId.F10, "restore.sh");
    }
  }

  @Test
  @Tag("F10")
  void wouldLeaveABackupThatOnlyWeCanRead() {
    try (var scenario = faulty("restore.sh", bytes -> null).without(GuardId.F10)) {
      sealed(scenario.run(StageName.DRY_RUN));
      assertThat(Witness.files(scenario.vault()).keySet()).noneMatch(f -> f.contains("restore.sh"));
    }
  }

  /** Holds between preflight and snapshot; then the owner adds a table. */
  private static Scenario.Result grown(Scenario scenario, String... added) {
    var waiting = scenario.run(StageName.SNAPSHOT);
    assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.SNAPSHOT);
    old().execute(scenario.source("s00"), added);
    return waiting;
  }

  @Test
  @Tag("F09")
  void refusesATableThatCameAfterThePlanWasSealed() {
    try (var scenario = new Scenario(1)) {
      var waiting = grown(scenario, LATE, "insert into late values (1, 'kept?')");
      var witness = new Witness(scenario, "s00");
      var result = scenario.resume(waiting);
      refused(result, RunState.SNAPSHOT, Hold.Reason.FAILED, GuardId.F09, "s00 table public.late");
      witness.untouched();

      old()
          .execute(
              scenario.source("s00"),
              "drop table late",
              "create schema side",
              "create table side.later (id int primary key)");
      result = scenario.resume(result);
      refused(result, RunState.SNAPSHOT, Hold.Reason.FAILED, GuardId.F09, "s00 table side.later");
      witness.goesBack(dropped(scenario, result));
    }
  }

  private static Scenario.Result dropped(Scenario scenario, Scenario.Result result) {
    old()
        .execute(
            scenario.source("s00"),
            "drop schema side cascade",
            LATE,
            "insert into late values (1, 'kept?')");
    return result;
  }

  @Test
  @Tag("F09")
  void wouldLeaveATableBehind() {
    try (var scenario = new Scenario(1).without(GuardId.F09)) {
      var result = scenario.resume(grown(scenario, LATE, "insert into late values (1, 'kept?')"));
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.FINALIZED);
      assertThat(content(old(), scenario.source("s00"))).contains("public.late (1,kept?)");
      assertThat(content(fresh(), scenario.target("s00"))).noneMatch(r -> r.contains("late"));
    }
  }
}
