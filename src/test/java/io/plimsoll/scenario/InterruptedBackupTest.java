package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.GuardId;
import io.plimsoll.common.RunId;
import io.plimsoll.gate.Evidence;
import io.plimsoll.plan.StageName;
import io.plimsoll.report.ReportJson;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunState;
import io.plimsoll.store.Vault;
import io.plimsoll.testing.VaultFiles;
import io.plimsoll.transfer.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A backup that somebody ordered to stop at a third, and what it takes to call it one. */
@Tag("F04")
class InterruptedBackupTest {

  /** Proves a first backup, then begins a second one and is told to hold after some chunks. */
  private static Scenario.Result interrupted(Scenario scenario) {
    try (var first = scenario.run(StageName.COPY).workplace()) {
      var run = first.orchestrator().list(1).get(0);
      new Witness(scenario, "s00").goesBack(new Scenario.Result(first, run));
    }
    var chunks = new AtomicInteger();
    var workplace = new io.plimsoll.app.Workplace[1];
    scenario
        .config("streams: 2", "streams: 1")
        .crashing(
            point -> {
              if (point.equals("snapshot.confirm.after") && chunks.incrementAndGet() == 2) {
                var orchestrator = workplace[0].orchestrator();
                orchestrator.requestHold(orchestrator.list(1).get(0).id());
              }
            });
    workplace[0] = scenario.workplace();
    RunId id = workplace[0].orchestrator().submit(scenario.plan());
    var result = scenario.drive(workplace[0], id);
    assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.SNAPSHOT);
    assertThat(result.run().hold().map(Hold::reason)).contains(Hold.Reason.PAUSED);
    return result;
  }

  private static String set(Scenario.Result result) {
    return "scenario/%s/s00".formatted(result.run().id());
  }

  private static Vault vault(Scenario.Result result) {
    return result.workplace().tools().stores().vault("vault");
  }

  /** Puts the manifest of the earlier, whole backup beside what there is of this one. */
  private static void force(Scenario scenario, Scenario.Result result) throws IOException {
    Path incomplete = scenario.vault().resolve(set(result));
    String earlier;
    try (var vault = vault(result)) {
      earlier = vault.sets().stream().filter(s -> !s.equals(set(result))).findFirst().orElseThrow();
    }
    VaultFiles.unlock(scenario.vault());
    for (String file : new String[] {"manifest.json", "manifest.json.sha256"}) {
      Files.copy(
          scenario.vault().resolve(earlier).resolve(file),
          incomplete.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void isIncompleteAndCannotBeForced() throws IOException {
    try (var scenario = new Scenario(1)) {
      var result = interrupted(scenario);
      try (var vault = vault(result)) {
        assertThat(vault.incomplete().get(set(result)))
            .startsWith("stopped")
            .endsWith("by order after 2 of 5 chunks");
        assertThat(vault.sets()).hasSize(1).doesNotContain(set(result));
        force(scenario, result);
        assertThat(vault.sets()).hasSize(1).doesNotContain(set(result));
        assertThatThrownBy(() -> vault.prove(set(result), "{}"))
            .hasMessageStartingWith("F04 vault vault set " + set(result));
        assertThatThrownBy(() -> vault.seal(set(result), "{}"))
            .hasMessageStartingWith("F04 vault vault set " + set(result));
      }
      assertThat(ReportJson.write(result.workplace().reports().build(result.run().id())))
          .contains("was stopped by order after 2 of 5 chunks and is no backup");

      result.workplace().orchestrator().resume(result.run().id());
      var taken = scenario.drive(result.workplace(), result.run().id(), StageName.DRY_RUN);
      assertThat(taken.run().state()).as(taken.text()).isEqualTo(RunState.DRY_RUN);
      try (var vault = vault(result)) {
        Manifest manifest = Manifest.of(vault, set(result));
        assertThat(manifest.origin().run()).as("its own").isEqualTo(result.run().id().value());
        assertThat(vault.incomplete()).isEmpty();
      }
      var done = scenario.resume(taken);
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
      assertThat(content(fresh(), scenario.target("s00")))
          .isEqualTo(content(old(), scenario.source("s00")));
    }
  }

  @Test
  void wouldPassForABackupOnceSomebodyForcedIt() throws IOException {
    try (var scenario = new Scenario(1).without(GuardId.F04)) {
      var result = interrupted(scenario);
      force(scenario, result);

      result.workplace().orchestrator().resume(result.run().id());
      var passed = scenario.drive(result.workplace(), result.run().id(), StageName.DRY_RUN);

      assertThat(passed.run().state()).as(passed.text()).isEqualTo(RunState.DRY_RUN);
      assertThat(passed.workplace().control().evidence().current(passed.run().id()))
          .anySatisfy(
              e -> {
                assertThat(e.name()).isEqualTo("snapshot");
                assertThat(e.status()).isEqualTo(Evidence.Status.PASS);
              });
      try (var vault = vault(result)) {
        assertThat(vault.sets()).contains(set(result));
        assertThat(vault.files(set(result)).stream().filter(f -> f.file().endsWith(".zst")))
            .as("two chunks of five")
            .hasSize(2);
      }
    }
  }
}
