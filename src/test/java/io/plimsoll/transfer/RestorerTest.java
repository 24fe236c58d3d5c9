package io.plimsoll.transfer;

import static io.plimsoll.transfer.TransferFixture.ALL;
import static io.plimsoll.transfer.TransferFixture.SET;
import static io.plimsoll.transfer.TransferFixture.USERS;
import static io.plimsoll.transfer.TransferFixture.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.Verdict;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.Vault;
import io.plimsoll.store.files.DirectoryVault;
import io.plimsoll.testing.MemoryStore;
import io.plimsoll.testing.VaultFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorerTest {
  private static final SequenceState SEQUENCE =
      new SequenceState(
          new ObjectName("public", "users_id_seq"), Optional.of(9L), 1, 1, Optional.of(100L));

  @TempDir Path directory;

  private final TransferFixture it = new TransferFixture().filled();
  private final MemoryStore scratch = TransferFixture.store("scratch");
  private Vault vault;
  private Manifest manifest;
  private Path data;

  @BeforeEach
  void snapshot() {
    vault = new DirectoryVault("tapes", directory, Clock.systemUTC(), Guards.all());
    it.source.sequence(SEQUENCE);
    manifest = it.snapshot(vault).manifest().orElseThrow();
    VaultFiles.unlock(directory);
    data = directory.resolve(SET).resolve("data/public/users");
  }

  private Verification proof() {
    return new Verifier(it.passage(Pass.RESTORE), 5).restored(manifest, it.end(scratch));
  }

  @Test
  void restoresEverythingAndTheVerifierProvesIt() {
    Restorer.Restored restored = it.restore(vault, manifest, scratch);

    assertThat(restored.complete()).isTrue();
    assertThat(restored.loaded().rows()).isEqualTo(300);
    for (ObjectName object : ALL) {
      assertThat(content(scratch, object)).isEqualTo(content(it.source, object));
    }
    assertThat(proof().verdict()).isEqualTo(Verdict.EQUAL);
    assertThat(scratch.sequencesSet()).containsExactly(SEQUENCE);
  }

  @Test
  void buildsTablesBeforeTheLoadAndIndexesAfterIt() {
    it.restore(vault, manifest, scratch);

    assertThat(scratch.built().subList(0, 3)).allMatch(object -> object.startsWith("table "));
    assertThat(scratch.built().subList(3, 6)).allMatch(object -> object.startsWith("index "));
  }

  @Test
  void goesOnWhereItWasKilled() {
    it.streams = 1;
    it.crash =
        point -> {
          if (point.equals("restore.load.after")) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> it.restore(vault, manifest, scratch)).hasMessage("killed");
    it.crash = point -> {};

    it.restore(vault, manifest, scratch);

    assertThat(proof().verdict()).isEqualTo(Verdict.EQUAL);
  }

  @Test
  void provesThatASourceIsStillAsItWasInTheSnapshot() {
    var verifier = new Verifier(it.passage(Pass.RESTORE), 5);
    assertThat(verifier.unchanged(manifest, it.end(it.source)).verdict()).isEqualTo(Verdict.EQUAL);

    it.source.rows(USERS).get(3).set(1, "edited");

    assertThat(verifier.unchanged(manifest, it.end(it.source)).verdict())
        .isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  @Tag("F31")
  void doesNotTakeTheSourceForItsOwnRestore() {
    Verification result =
        new Verifier(it.passage(Pass.RESTORE), 5).restored(manifest, it.end(it.source));

    assertThat(result.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
  }

  private void refusedNaming(String... words) {
    assertThatThrownBy(() -> it.restore(vault, manifest, scratch))
        .isInstanceOf(TransferException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  @Tag("F02")
  void findsAFlippedBitAnywhereInAFile() throws IOException {
    byte[] good = Files.readAllBytes(data.resolve("1.zst"));
    long seed = new Random().nextLong();
    System.out.println("RestorerTest flip seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 25; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(data.resolve("1.zst"), bad);

      refusedNaming(
          "F02 vault tapes", "public.users chunk 1", "data/public/users/1.zst", "damaged");
    }
  }

  @Test
  @Tag("F02")
  void findsATruncatedFileAndOneWithATail() throws IOException {
    byte[] good = Files.readAllBytes(data.resolve("1.zst"));
    for (int length : new int[] {0, 1, good.length / 2, good.length - 1, good.length + 1}) {
      Files.write(data.resolve("1.zst"), Arrays.copyOf(good, length));

      refusedNaming("public.users chunk 1", "data/public/users/1.zst");
    }
  }

  @Test
  @Tag("F02")
  void findsTwoFilesInEachOthersPlace() throws IOException {
    Path aside = directory.resolve("aside");
    Files.move(data.resolve("0.zst"), aside);
    Files.move(data.resolve("1.zst"), data.resolve("0.zst"));
    Files.move(aside, data.resolve("1.zst"), StandardCopyOption.REPLACE_EXISTING);

    refusedNaming("F02 vault tapes", "public.users chunk", "data/public/users/", "damaged");
  }

  @Test
  @Tag("F02")
  void findsAMissingFile() throws IOException {
    Files.delete(data.resolve("2.zst"));

    assertThatThrownBy(() -> it.restore(vault, manifest, scratch))
        .hasMessageContaining("data/public/users/2.zst")
        .hasMessageContaining("missing");
  }

  @Test
  @Tag("F02")
  void findsAChunkDroppedFromFilesAndManifestAlike() {
    manifest = withoutChunkOne(manifest);

    refusedNaming("F02 vault tapes", "public.users: chunk 1 is missing");
  }

  private static Manifest withoutChunkOne(Manifest whole) {
    var objects = new ArrayList<>(whole.content().objects());
    Manifest.StoredObject users = objects.get(0);
    List<Manifest.StoredChunk> rest = users.chunks().stream().filter(c -> c.number() != 1).toList();
    objects.set(
        0,
        new Manifest.StoredObject(
            users.name(),
            users.columns(),
            users.key(),
            users.schemaDigest(),
            users.rows(),
            users.fingerprint(),
            rest));
    var content =
        new Manifest.Content(objects, whole.content().sequences(), whole.content().schema());
    return new Manifest(whole.formatVersion(), whole.origin(), content, whole.kit());
  }

  @Test
  @Tag("F02")
  void wouldRestoreWithoutTheDroppedRowsWithoutTheGuard() {
    it.guards = TransferFixture.without(GuardId.F02);
    manifest = withoutChunkOne(manifest);

    assertThat(it.restore(vault, manifest, scratch).complete()).isTrue();

    assertThat(scratch.rows(USERS)).hasSizeLessThan(100);
  }

  @Test
  @Tag("F02")
  void findsContentThatIsWellFormedAndWrong() throws IOException {
    replaceContent();

    refusedNaming("public.users chunk 0", "data/public/users/0.zst", "SHA-256");
  }

  @Test
  @Tag("F02")
  void wouldRestoreWrongContentWithoutTheGuard() throws IOException {
    it.guards = TransferFixture.without(GuardId.F02);
    replaceContent();

    assertThat(it.restore(vault, manifest, scratch).complete()).isTrue();

    assertThat(content(scratch, USERS)).anyMatch(row -> row.contains("nbme"));
  }

  private void replaceContent() throws IOException {
    Manifest.StoredChunk chunk = manifest.content().objects().get(0).chunks().get(0);
    byte[] plain =
        Zstd.decompress(Files.readAllBytes(data.resolve("0.zst")), (int) chunk.rawBytes());
    String other = new String(plain, StandardCharsets.ISO_8859_1).replaceFirst("name 1", "nbme 1");
    Files.write(data.resolve("0.zst"), Zstd.compress(other.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  @Tag("F02")
  void stopsAFileThatUnpacksToMoreThanAnnounced() throws IOException {
    Files.write(data.resolve("0.zst"), Zstd.compress(new byte[50_000_000]));

    refusedNaming("public.users chunk 0", "decompresses to more than the");
  }
}
