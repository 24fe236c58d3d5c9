package io.plimsoll.scenario;

import static io.plimsoll.scenario.Witness.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunState;
import io.plimsoll.testing.VaultFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A backup counts once it was restored in full, compared, and fast enough. */
class RestoreGuardTest {
  private static Path data(Scenario scenario, Scenario.Result result) {
    return scenario
        .vault()
        .resolve("scenario")
        .resolve(result.run().id().value())
        .resolve("s00/data/public");
  }

  private static Optional<Evidence> proof(Scenario.Result result) {
    return result
        .workplace()
        .control()
        .evidence()
        .find(
            result.run().id(), StageName.DRY_RUN, Optional.of(new ShardId("s00")), "restore-proof");
  }

  /** Another value of the same length in a file that decompresses without complaint. */
  private static byte[] altered(byte[] file) throws IOException {
    byte[] plain;
    try (var in =
        new com.github.luben.zstd.ZstdInputStreamNoFinalizer(new ByteArrayInputStream(file))) {
      plain = in.readAllBytes();
    }
    String text = new String(plain, StandardCharsets.ISO_8859_1);
    assertThat(text).contains("u17@example.org");
    return Zstd.compress(
        text.replace("u17@example.org", "uxx@example.org").getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  @Tag("F02")
  void provesNoBackupThatWasDamagedOnTheShelf() throws IOException {
    try (var scenario = new Scenario(1)) {
      var witness = new Witness(scenario, "s00");
      var result = scenario.run(StageName.DRY_RUN);
      VaultFiles.unlock(scenario.vault());
      Path users = data(scenario, result).resolve("users/0.zst");
      Path contacts = data(scenario, result).resolve("contacts/0.zst");
      byte[] good = Files.readAllBytes(users);
      byte[] other = Files.readAllBytes(contacts);

      byte[] flipped = good.clone();
      flipped[flipped.length / 3] ^= 8;
      Files.write(users, flipped);
      result = notProven(scenario, result, witness, "public.users chunk 0");

      Files.delete(users);
      result = notProven(scenario, result, witness, "public.users chunk 0");

      Files.write(users, other);
      Files.write(contacts, good);
      result = notProven(scenario, result, witness, "chunk 0");

      Files.write(contacts, other);
      Files.write(users, altered(good));
      result = notProven(scenario, result, witness, "public.users chunk 0");
      witness.goesBack(result);
    }
  }

  private static Scenario.Result notProven(
      Scenario scenario, Scenario.Result waiting, Witness witness, String words) {
    var result = scenario.resume(waiting);
    refused(result, RunState.DRY_RUN, Hold.Reason.FAILED, GuardId.F02, words);
    assertThat(proof(result).orElseThrow().status()).isEqualTo(Evidence.Status.FAIL);
    witness.unchanged();
    return result;
  }

  @Test
  @Tag("F02")
  void wouldCallABackupProvenThatGivesOtherData() throws IOException {
    try (var scenario = new Scenario(1).without(GuardId.F02)) {
      var waiting = scenario.run(StageName.DRY_RUN);
      VaultFiles.unlock(scenario.vault());
      Path users = data(scenario, waiting).resolve("users/0.zst");
      Files.write(users, altered(Files.readAllBytes(users)));
      // The rehearsal that follows happens to work on the same rows and notices; it need not.
      var result = scenario.resume(waiting);
      assertThat(proof(result).orElseThrow().status()).isEqualTo(Evidence.Status.PASS);
      try (var vault = result.workplace().tools().stores().vault("vault")) {
        String set = "scenario/%s/s00".formatted(result.run().id());
        assertThat(vault.proof(set)).as("kept as the newest proven backup").isPresent();
      }
    }
  }

  @Test
  @Tag("F11")
  void refusesABackupThatComesBackTooSlowly() {
    try (var scenario =
        new Scenario(1).plan("{scratch: scratch}", "{scratch: scratch, restoreWithin: 1ms}")) {
      var witness = new Witness(scenario, "s00");
      var result = scenario.run();
      refused(result, RunState.DRY_RUN, Hold.Reason.FAILED, GuardId.F11, "the restore took");
      witness.unchanged();
      witness.goesBack(result);
    }
  }

  @Test
  @Tag("F11")
  void wouldGoOnWithARestoreLongerThanAllowed() {
    try (var scenario =
        new Scenario(1)
            .plan("{scratch: scratch}", "{scratch: scratch, restoreWithin: 1ms}")
            .without(GuardId.F11)) {
      var result = scenario.run(StageName.COPY);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.COPY);
      assertThat(result.run().hold().orElseThrow().reason()).isEqualTo(Hold.Reason.GATE);
    }
  }
}
