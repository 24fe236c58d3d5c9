package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plimsoll.common.GuardId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunState;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Vault;
import io.plimsoll.testing.VaultFiles;
import io.plimsoll.testing.WrappedVault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where backups lie: apart from what they protect, with room, and the newest proven one stays. */
class VaultGuardTest {
  private static final String APART = "{site: ord, array: tape-1, host: h3, account: a3}";

  /** A shelf with room for the first set only. */
  private static final class FullVault extends WrappedVault {
    FullVault(Vault vault) {
      super(vault);
    }

    @Override
    public long freeBytes() {
      return 1000;
    }

    @Override
    public FileSink write(String set, String file) {
      throw new StoreException("vault vault: no space left for " + file, false, null);
    }
  }

  /** A first run up to its proven backup and back; its set stays. */
  private static void proveOne(Scenario scenario, Witness witness) {
    try (var first = scenario.run(StageName.COPY).workplace()) {
      var run = first.orchestrator().list(1).get(0);
      witness.goesBack(new Scenario.Result(first, run));
    }
  }

  private static Scenario full(Scenario scenario) {
    return scenario.stores(real -> new OtherVaults(real, FullVault::new));
  }

  @Test
  @Tag("F05")
  void refusesToBeginWhereOnlyOneBackupFits() {
    try (var scenario = new Scenario(1)) {
      var witness = new Witness(scenario, "s00");
      proveOne(scenario, witness);
      witness = new Witness(scenario, "s00");
      var shelf = Witness.files(scenario.vault());
      assertThat(shelf.keySet()).anyMatch(f -> f.endsWith("proof.json"));
      witness.sawNothingHappen(full(scenario).run(), GuardId.F05, "proven snapshots are never");
      assertThat(Witness.files(scenario.vault())).isEqualTo(shelf);
    }
  }

  @Test
  @Tag("F05")
  void wouldCloseTheSourceForABackupThatCannotBeWritten() {
    try (var scenario = full(new Scenario(1)).without(GuardId.F05)) {
      var result = scenario.run();
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.SNAPSHOT);
      assertThat(result.text()).contains("no space left");
      assertThat(writable(old(), scenario.source("s00"), "users")).as("an outage begun").isFalse();
    }
  }

  @Test
  @Tag("F05")
  void makesRoomOnlyBehindANewerProvenBackup() {
    try (var scenario = new Scenario(1).plan("keep: 2", "keep: 1")) {
      proveOne(scenario, new Witness(scenario, "s00"));
      var result = scenario.run();
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.FINALIZED);
      try (var vault = result.workplace().tools().stores().vault("vault")) {
        String newest = "scenario/%s/s00".formatted(result.run().id());
        assertThat(vault.sets()).containsExactly(newest);
        assertThat(vault.proof(newest)).isPresent();
      }
    }
  }

  @Test
  @Tag("F07")
  void refusesAVaultThatFailsWithItsSource() {
    try (var scenario = new Scenario(1)) {
      var witness = new Witness(scenario, "s00");
      String now = APART;
      for (List<String> shared :
          List.of(
              List.of("{site: sjc, array: tape-1, host: h3, account: a3}", "shares site sjc"),
              List.of("{site: ord, array: HDS-1, host: h3, account: a3}", "shares array HDS-1"),
              List.of("{site: ord, array: tape-1, host: h1, account: a3}", "shares host h1"),
              List.of("{site: ord, array: tape-1, host: h3, account: a1}", "shares account a1"),
              List.of("{site: ord, host: h3, account: a3}", "shares array (unknown)"))) {
        scenario.config("domain: " + now, "domain: " + shared.get(0));
        now = shared.get(0);
        var result = scenario.run();
        witness.sawNothingHappen(result, GuardId.F07, "snapshot " + shared.get(1));
        result.workplace().close();
      }
      assertThat(Witness.files(scenario.vault())).isEmpty();
    }
  }

  /** What stands on hds-1 according to the configuration is gone: the fault of October 2009. */
  private static void destroyArray(Scenario scenario) throws IOException {
    old()
        .execute("postgres", "drop database \"%s\" with (force)".formatted(scenario.source("s00")));
    var vault = scenario.configuration().stores().get("vault");
    if (vault.domain().array().filter("hds-1"::equals).isPresent()) {
      VaultFiles.unlock(scenario.vault());
      FileUtils.deleteDirectory(scenario.vault().toFile());
    }
  }

  @Test
  @Tag("F07")
  @Tag("F10")
  void givesEverythingBackAfterTheArrayIsDestroyed() throws Exception {
    requireTools();
    try (var scenario = new Scenario(1)) {
      var before = content(old(), scenario.source("s00"));
      var proven = scenario.run(StageName.COPY);
      assertThat(proven.run().state()).as(proven.text()).isEqualTo(RunState.COPY);
      proven.workplace().close();
      destroyArray(scenario);

      String database = fresh().database("from_the_kit");
      Path set = scenario.vault().resolve("scenario").resolve(proven.run().id() + "/s00");
      String url = "postgresql://postgres@127.0.0.1:%d/%s".formatted(fresh().port(), database);
      assertThat(sh(set, "sh ./restore.sh " + url)).isZero();

      assertThat(content(fresh(), database)).isEqualTo(before);
      fresh().execute(database, "insert into users (email) values ('new@example.org')");
    }
  }

  @Test
  @Tag("F07")
  void wouldLoseTheBackupTogetherWithItsSource() throws IOException {
    try (var scenario =
        new Scenario(1).config("array: tape-1", "array: hds-1").without(GuardId.F07)) {
      var proven = scenario.run(StageName.COPY);
      assertThat(proven.run().state()).as(proven.text()).isEqualTo(RunState.COPY);
      destroyArray(scenario);
      try (var vault = proven.workplace().tools().stores().vault("vault")) {
        assertThat(vault.sets()).as("nothing to restore from").isEmpty();
      }
      assertThat(content(fresh(), scenario.target("s00"))).as("nor a copy").isEmpty();
    }
  }

  private static void requireTools() throws Exception {
    boolean here = sh(Path.of("."), "command -v zstd psql sha256sum >/dev/null") == 0;
    if ("true".equals(System.getenv("CI"))) {
      assertThat(here).as("zstd, psql and sha256sum are needed where CI=true").isTrue();
    }
    assumeTrue(here, "needs zstd, psql and sha256sum on the PATH");
  }

  private static int sh(Path directory, String command) throws Exception {
    return new ProcessBuilder("sh", "-c", command)
        .directory(directory.toFile())
        .inheritIO()
        .start()
        .waitFor();
  }
}
