package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Witness.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.GuardId;
import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunState;
import io.plimsoll.testing.SettableClock;
import io.plimsoll.testing.VaultFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No changing step without a backup that was restored, is still that backup, and is young. */
class ProofGuardTest {
  private static Path set(Scenario scenario, Scenario.Result result, String shard) {
    return scenario.vault().resolve("scenario").resolve(result.run().id().value()).resolve(shard);
  }

  /** Writes a verdict over the proof that the dry run recorded. */
  private static void judge(Scenario.Result result, Evidence.Status status) {
    var book = result.workplace().control().evidence();
    var shard = Optional.of(new ShardId("s00"));
    Evidence proof =
        book.find(result.run().id(), StageName.DRY_RUN, shard, "restore-proof").orElseThrow();
    book.record(
        result.run().id(),
        new Evidence(
            proof.stage(),
            shard,
            proof.name(),
            status,
            proof.measuredBy(),
            proof.measuredAt(),
            proof.json()));
  }

  private static Scenario.Result goOn(
      Scenario scenario, Scenario.Result waiting, StageName... holdBefore) {
    waiting.workplace().orchestrator().resume(waiting.run().id());
    return scenario.drive(waiting.workplace(), waiting.run().id(), holdBefore);
  }

  @Test
  @Tag("F01")
  void refusesEveryChangingStepOnceTheProofIsGone() throws IOException {
    try (var scenario = new Scenario(2)) {
      var witness = new Witness(scenario, "s00", "s01");
      var result = scenario.run(StageName.CANARY);

      judge(result, Evidence.Status.FAIL);
      result = goOn(scenario, result);
      refused(
          result, RunState.CANARY, Hold.Reason.INCONCLUSIVE, GuardId.F01, "restore-proof of stage");
      witness.unchanged();
      judge(result, Evidence.Status.PASS);

      VaultFiles.unlock(scenario.vault());
      Path proof = set(scenario, result, "s00").resolve("proof.json");
      Files.move(proof, scenario.home().resolve("aside"));
      result = goOn(scenario, result);
      refused(result, RunState.CANARY, Hold.Reason.FAILED, GuardId.F01, "s00 before copy");
      witness.unchanged();
      Files.move(scenario.home().resolve("aside"), proof);

      result = goOn(scenario, result, StageName.COPY);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.COPY);
      Path manifest = set(scenario, result, "s01").resolve("manifest.json");
      String good = Files.readString(manifest);
      Files.writeString(manifest, good.replaceFirst("\"rows\" : \\d+", "\"rows\" : 1"));
      result = goOn(scenario, result);
      refused(result, RunState.COPY, Hold.Reason.FAILED, GuardId.F01, "s01 before copy");
      assertThat(content(fresh(), scenario.target("s01"))).isEmpty();
      Files.writeString(manifest, good);

      result = goOn(scenario, result, StageName.CUT_OVER);
      Path chunk = set(scenario, result, "s01").resolve("data/public/users/0.zst");
      byte[] bytes = Files.readAllBytes(chunk);
      Files.delete(chunk);
      var routes = content(fresh(), scenario.directory());
      result = goOn(scenario, result);
      refused(result, RunState.CUT_OVER, Hold.Reason.FAILED, GuardId.F01, "s01 before cut-over");
      assertThat(content(fresh(), scenario.directory())).isEqualTo(routes);
      Files.write(chunk, bytes);

      result = goOn(scenario, result, StageName.FINALIZE);
      byte[] flipped = bytes.clone();
      flipped[flipped.length / 2] ^= 1;
      Files.write(chunk, flipped);
      result = goOn(scenario, result);
      refused(result, RunState.FINALIZE, Hold.Reason.FAILED, GuardId.F01, "s01 before finalize");
      assertThat(Scenario.writable(fresh(), scenario.target("s01"), "users")).isFalse();
      Files.write(chunk, bytes);

      result = goOn(scenario, result);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.FINALIZED);
    }
  }

  @Test
  @Tag("F01")
  void wouldMoveEverythingWithNoBackupLeft() throws IOException {
    try (var scenario = new Scenario(1).without(GuardId.F01)) {
      var waiting = scenario.run(StageName.COPY);
      VaultFiles.unlock(scenario.vault());
      FileUtils.deleteDirectory(scenario.vault().toFile());
      var result = scenario.resume(waiting);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.FINALIZED);
      assertThat(scenario.vault()).doesNotExist();
    }
  }

  /** A backup of now, and a copy that begins 40 minutes later. */
  private static Scenario.Result late(Scenario scenario) {
    var clock = new SettableClock(Instant.now());
    scenario.at(clock).plan("maxAge: 24h", "maxAge: 30m");
    var waiting = scenario.run(StageName.COPY);
    assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.COPY);
    clock.advance(Duration.ofMinutes(40));
    return goOn(scenario, waiting, StageName.VERIFY);
  }

  @Test
  @Tag("F06")
  void refusesTheFirstChangeOnABackupThatIsTooOld() {
    try (var scenario = new Scenario(1)) {
      var witness = new Witness(scenario, "s00");
      var result = late(scenario);
      refused(
          result,
          RunState.COPY,
          Hold.Reason.FAILED,
          GuardId.F06,
          "old, snapshot.maxAge allows 30m");
      witness.unchanged();
      witness.goesBack(result);
    }
  }

  @Test
  @Tag("F06")
  void wouldChangeStorageWithAnOldBackup() {
    try (var scenario = new Scenario(1).without(GuardId.F06)) {
      var result = late(scenario);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.VERIFY);
      assertThat(content(fresh(), scenario.target("s00"))).isNotEmpty();
    }
  }
}
