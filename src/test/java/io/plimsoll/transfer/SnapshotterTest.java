package io.plimsoll.transfer;

import static io.plimsoll.transfer.TransferFixture.ALL;
import static io.plimsoll.transfer.TransferFixture.SET;
import static io.plimsoll.transfer.TransferFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Vault;
import io.plimsoll.store.files.DirectoryVault;
import io.plimsoll.testing.FaultyVault;
import io.plimsoll.testing.VaultFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotterTest {
  @TempDir Path directory;

  private final TransferFixture it = new TransferFixture().filled();
  private Vault vault;

  @BeforeEach
  void vault() {
    vault = new DirectoryVault("tapes", directory, Clock.systemUTC(), Guards.all());
    it.source.sequence(
        new SequenceState(
            new ObjectName("public", "users_id_seq"), Optional.of(100L), 1, 1, Optional.of(100L)));
  }

  @Test
  void sealsASetThatHoldsEveryRow() {
    Snapshotter.Taken taken = it.snapshot(vault);

    assertThat(taken.findings()).isEmpty();
    Manifest manifest = taken.manifest().orElseThrow();
    assertThat(manifest.rows()).isEqualTo(300);
    assertThat(manifest.root()).isEqualTo(Manifest.of(vault, SET).root());
    assertThat(manifest.seed()).isEqualTo(TransferFixture.SEED);
    assertThat(vault.sets()).containsExactly(SET);
    assertThat(it.ledger.lines(it.passage(Pass.SNAPSHOT).scope()))
        .allMatch(line -> line.confirmed() && line.copied().orElseThrow().reference().isPresent());
    assertThat(new SnapshotCheck(vault, SET, Guards.all()).unchanged(manifest.root(), 2)).isEmpty();
  }

  @Test
  void writesAManifestOfThePublishedShape() throws IOException {
    it.snapshot(vault);
    String schema = Files.readString(Path.of("config/manifest.schema.json"));

    var errors =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schema, InputFormat.JSON)
            .validate(vault.manifest(SET).orElseThrow(), InputFormat.JSON);

    assertThat(errors).isEmpty();
  }

  @Test
  void noticesEveryAlteredFigureOfAManifest() {
    it.snapshot(vault);
    String json = vault.manifest(SET).orElseThrow();

    assertThatThrownBy(() -> Manifest.parse(json.replaceFirst("\"rows\" : \\d+", "\"rows\" : 1")))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("altered or damaged");
    assertThatThrownBy(
            () -> Manifest.parse(json.replace("\"formatVersion\" : 1", "\"formatVersion\" : 2")))
        .hasMessageContaining("format version 2");
    assertThatThrownBy(() -> Manifest.parse(json.substring(0, json.length() / 2)))
        .isInstanceOf(TransferException.class);
    assertThatThrownBy(() -> Manifest.parse("[]")).isInstanceOf(TransferException.class);
  }

  @Test
  void startsAFreshSetAfterAnInterruption() {
    it.crash =
        point -> {
          if (point.equals("snapshot.seal.before")) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> it.snapshot(vault)).hasMessage("killed");
    assertThat(vault.sets()).isEmpty();
    it.crash = point -> {};
    it.source.rows(USERS).clear();

    Manifest manifest = it.snapshot(vault).manifest().orElseThrow();

    assertThat(manifest.rows()).isEqualTo(200);
    assertThat(vault.files(SET).stream().filter(f -> f.file().startsWith("data/")).count())
        .isEqualTo(manifest.placed().size());
  }

  /** A file of an interrupted attempt would be restored by whoever loads all there is. */
  @Test
  void leavesNoFileOfAnEarlierAttempt() {
    try (Vault.FileSink earlier = vault.write(SET, "data/public/users/99.zst")) {
      earlier.accept(new byte[] {1, 2, 3}, 0, 3);
      earlier.finish();
    }

    Manifest manifest = it.snapshot(vault).manifest().orElseThrow();

    var known = new ArrayList<String>();
    manifest.placed().forEach(placed -> known.add(placed.chunk().file().name()));
    manifest.kit().forEach(file -> known.add(file.name()));
    assertThat(vault.files(SET))
        .extracting(Vault.Entry::file)
        .filteredOn(file -> !file.startsWith("manifest.json"))
        .containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void neverTakesASealedSetAgain() {
    it.snapshot(vault);

    assertThatThrownBy(() -> it.snapshot(vault)).hasMessageContaining("sealed already");
  }

  @Test
  @Tag("F29")
  void failsWhenARowCannotBeRead() {
    it.source.unreadable(row -> row.get(0).equals("17"));

    assertThatThrownBy(() -> it.snapshot(vault))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("row 17");
    assertThat(vault.sets()).isEmpty();
  }

  private Snapshotter.Taken withFaults(String victim, UnaryOperator<byte[]> damage) {
    return it.snapshot(new FaultyVault(vault, victim, damage));
  }

  @Test
  @Tag("F03")
  void refusesASnapshotWhoseWriterReportedSuccessForNothing() {
    refusedWithF03(bytes -> new byte[0]);
  }

  @Test
  @Tag("F03")
  void refusesASnapshotWhoseWriterReportedSuccessForHalf() {
    refusedWithF03(bytes -> Arrays.copyOf(bytes, bytes.length / 2));
  }

  @Test
  @Tag("F03")
  void refusesASnapshotWithAFileThatIsNotThere() {
    refusedWithF03(bytes -> null);
  }

  private void refusedWithF03(UnaryOperator<byte[]> damage) {
    Snapshotter.Taken taken = withFaults("data/public/users/0", damage);

    assertThat(taken.manifest()).isEmpty();
    assertThat(taken.findings()).hasSize(1);
    assertThat(taken.findings().get(0).text())
        .startsWith("F03 vault tapes")
        .contains("public.users chunk 0 (data/public/users/0.zst)");
    assertThat(vault.sets()).isEmpty();
  }

  @Test
  @Tag("F03")
  void wouldSealAnEmptyFileWithoutTheGuard() {
    it.guards = TransferFixture.without(GuardId.F03);

    assertThat(withFaults("data/public/users/0", bytes -> new byte[0]).manifest()).isPresent();

    var scratch = TransferFixture.store("scratch");
    assertThatThrownBy(() -> it.restore(vault, Manifest.of(vault, SET), scratch))
        .as("too late: the only backup cannot be restored")
        .isInstanceOf(TransferException.class);
  }

  @Test
  @Tag("F09")
  void refusesToLeaveOutATableOfTheCatalogue() {
    it.source.table(new ObjectName("public", "forgotten"), 1, "id");

    Snapshotter.Taken taken = it.snapshot(vault);

    assertThat(taken.manifest()).isEmpty();
    assertThat(taken.findings())
        .extracting(Finding::text)
        .singleElement()
        .asString()
        .startsWith("F09 public.forgotten");
  }

  @Test
  @Tag("F09")
  void acceptsATableTheplanExcludesInWriting() {
    var forgotten = new ObjectName("public", "forgotten");
    it.source.table(forgotten, 1, "id");
    SnapshotRequest all = it.request();
    var request =
        new SnapshotRequest(SET, all.plan(), ALL, Set.of(forgotten), all.seed(), all.chunkBytes());

    Snapshotter.Taken taken =
        new Snapshotter(it.passage(Pass.SNAPSHOT), vault)
            .take(it.source, it.view(it.source), request, () -> false);

    assertThat(taken.manifest()).isPresent();
  }

  @Test
  @Tag("F09")
  void wouldSealWithoutTheForgottenTableWithoutTheGuard() {
    it.source.table(new ObjectName("public", "forgotten"), 1, "id");
    it.guards = TransferFixture.without(GuardId.F09);

    assertThat(it.snapshot(vault).manifest().orElseThrow().content().objects()).hasSize(3);
  }

  @Test
  @Tag("F10")
  void laysARestoreKitBesideTheData() throws Exception {
    Manifest manifest = it.snapshot(vault).manifest().orElseThrow();

    assertThat(manifest.kit().stream().map(Manifest.StoredFile::name))
        .containsExactlyInAnyOrderElementsOf(RestoreKit.FILES);
    Path set = directory.resolve(SET);
    assertThat(Files.readString(set.resolve("restore.sh")))
        .contains("load 'data/app/%4Eotes%2C%20big/0.zst' 'COPY \"app\".\"Notes, big\" (\"owner\"")
        .contains("expect 100 'SELECT count(*) FROM \"public\".\"users\"'");
    assertThat(Files.readString(set.resolve("sequences.sql")))
        .isEqualTo("SELECT setval('\"public\".\"users_id_seq\"', 100, true);\n");
    assertThat(Files.readString(set.resolve("schema.sql")))
        .contains("CREATE TABLE")
        .endsWith(";\n");
    assertThat(Files.readString(set.resolve("indexes.sql"))).contains("CREATE INDEX");
    assertThat(sh(set, "sh -n restore.sh")).as("the script parses").isZero();
    assertThat(sh(set, "sha256sum -c --quiet SHA256SUMS")).isZero();
    assertThat(sh(set, "sha256sum -c --quiet manifest.json.sha256")).isZero();
  }

  private static int sh(Path directory, String command) throws Exception {
    return new ProcessBuilder("sh", "-c", command)
        .directory(directory.toFile())
        .inheritIO()
        .start()
        .waitFor();
  }

  @Test
  @Tag("F10")
  void refusesASnapshotWithoutItsKit() {
    Snapshotter.Taken taken = withFaults("restore.sh", bytes -> null);

    assertThat(taken.manifest()).isEmpty();
    assertThat(taken.findings().get(0).text()).startsWith("F10 vault tapes").contains("restore.sh");
  }

  @Test
  @Tag("F10")
  void refusesAnEngineItCannotWriteAKitFor() {
    it.source.product("Oracle");

    assertThat(it.snapshot(vault).findings())
        .extracting(Finding::code)
        .contains("restore-kit-incomplete");
  }

  @Test
  @Tag("F10")
  void wouldLeaveAPersonWithoutAKitWithoutTheGuard() {
    it.guards = TransferFixture.without(GuardId.F10);

    assertThat(withFaults("restore.sh", bytes -> null).manifest()).isPresent();

    assertThat(vault.files(SET)).extracting(Vault.Entry::file).doesNotContain("restore.sh");
  }

  @Test
  void seesLaterDamageToASealedSet() throws IOException {
    Manifest manifest = it.snapshot(vault).manifest().orElseThrow();
    Path file = directory.resolve(SET).resolve("data/public/log/0.zst");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 9] ^= 4;
    VaultFiles.unlock(directory.resolve(SET));
    Files.write(file, bytes);

    List<Finding> findings =
        new SnapshotCheck(vault, SET, Guards.all()).unchanged(manifest.root(), 2);

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).text()).contains("data/public/log/0.zst");
  }
}
