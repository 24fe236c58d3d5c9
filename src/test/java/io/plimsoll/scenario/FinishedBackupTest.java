package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Witness.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunState;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A finished backup against everybody who takes part in the run that made it. */
@Tag("F08")
class FinishedBackupTest {
  private static final String DATA = "data/public/users/0.zst";

  private static Scenario.Result proven(Scenario scenario) {
    var waiting = scenario.run(StageName.COPY);
    assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.COPY);
    return waiting;
  }

  private static String set(Scenario.Result result) {
    return "scenario/%s/s00".formatted(result.run().id());
  }

  private static void overwrite(Vault vault, String set) {
    try (var sink = vault.write(set, DATA)) {
      sink.accept(new byte[] {0}, 0, 1);
      sink.finish();
    }
  }

  private static void refusedByTheVault(ThrowingCallable attempt) {
    assertThatThrownBy(attempt)
        .isInstanceOf(StoreException.class)
        .satisfies(e -> assertThat(e.getMessage()).matches("F0[58] vault vault.*"));
  }

  /** The run's own handle, the process's account, the databases' roles: each tries. */
  @Test
  void isNeitherChangedNorRemovedOrItIsSaidWhoCould() throws IOException {
    try (var scenario = new Scenario(1)) {
      var waiting = proven(scenario);
      var shelf = Witness.files(scenario.vault());
      String set = set(waiting);
      try (var vault = waiting.workplace().tools().stores().vault("vault")) {
        refusedByTheVault(() -> overwrite(vault, set));
        refusedByTheVault(() -> vault.seal(set, "{}"));
        refusedByTheVault(() -> vault.stopped(set, "by order"));
        refusedByTheVault(() -> vault.remove(set));
      }
      List<Finding> said = waiting.workplace().orchestrator().preview(scenario.plan()).findings();
      assertThat(said)
          .filteredOn(finding -> finding.code().equals("vault-deletable"))
          .as("what no mode can promise of our own account")
          .singleElement()
          .satisfies(finding -> assertThat(finding.text()).startsWith("F08 vault vault: "));
      Path data = scenario.vault().resolve(set).resolve(DATA);
      if (!Files.isWritable(data)) {
        assertThatThrownBy(() -> Files.delete(data)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Files.write(data, new byte[1])).isInstanceOf(IOException.class);
      }
      Path planted = scenario.vault().resolve(set).resolve("planted");
      if (written(scenario, planted)) {
        assertThat(said)
            .as("that a database's role reaches the vault")
            .anySatisfy(
                finding -> {
                  assertThat(finding.code()).isEqualTo("vault-reachable");
                  assertThat(finding.text()).startsWith("F08 store old: its role may write files");
                });
        Files.delete(planted);
      }
      assertThat(Witness.files(scenario.vault())).isEqualTo(shelf);

      var done = scenario.resume(waiting);
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
    }
  }

  /** As whoever has the password of the source would, through its server. */
  private static boolean written(Scenario scenario, Path file) {
    try {
      old().execute(scenario.source("s00"), "copy (select 1) to '%s'".formatted(file));
      return true;
    } catch (IllegalStateException heldBack) {
      return false;
    }
  }

  @Test
  void wouldLoseTheOnlyBackupToTheRunItself() {
    try (var scenario = new Scenario(1).without(GuardId.F08)) {
      var waiting = proven(scenario);
      try (var vault = waiting.workplace().tools().stores().vault("vault")) {
        overwrite(vault, set(waiting));
      }
      var result = scenario.resume(waiting);
      refused(
          result, RunState.COPY, Hold.Reason.FAILED, GuardId.F01, "is gone or no longer the same");
    }
  }

  @Test
  void saysNothingOfARoleThatReachesNoFiles() {
    try (var scenario = new Scenario(1)) {
      String role = scenario.source("s00") + "_reader";
      old()
          .execute(
              scenario.source("s00"),
              "create role \"%s\" login".formatted(role),
              "grant all on schema public to \"%s\"".formatted(role));
      try {
        scenario.config("_old_{shard}\n    user: postgres", "_old_{shard}\n    user: " + role);
        assertThat(scenario.workplace().orchestrator().preview(scenario.plan()).findings())
            .noneMatch(
                finding ->
                    finding.code().equals("vault-reachable")
                        && finding.subject().equals("store old"));
      } finally {
        old()
            .execute(
                scenario.source("s00"),
                "drop owned by \"%s\"".formatted(role),
                "drop role \"%s\"".formatted(role));
      }
    }
  }
}
