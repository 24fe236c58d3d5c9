package io.plimsoll.store.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plimsoll.common.Digest;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Vault;
import io.plimsoll.testing.SettableClock;
import io.plimsoll.testing.VaultFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryVaultTest {
  private static final String SET = "move/run-1/s00";
  private static final String NEXT = "move/run-2/s00";

  @TempDir Path directory;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-01T00:00:00Z"));

  private DirectoryVault vault() {
    return new DirectoryVault("tapes", directory.resolve("vault"), clock, Guards.all());
  }

  private static Vault.Written put(Vault vault, String set, String file, byte[] bytes) {
    try (Vault.FileSink sink = vault.write(set, file)) {
      sink.accept(bytes, 0, bytes.length);
      return sink.finish();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void givesBackWhatWasWrittenWithItsDigest() throws IOException {
    Vault.Written written = put(vault(), SET, "data/public/users/0.zst", bytes("hello"));

    assertThat(written.bytes()).isEqualTo(5);
    assertThat(written.digest()).isEqualTo(Digest.ofText("hello"));
    try (var in = vault().read(SET, "data/public/users/0.zst")) {
      assertThat(in.readAllBytes()).isEqualTo(bytes("hello"));
    }
    assertThat(vault().files(SET)).containsExactly(new Vault.Entry("data/public/users/0.zst", 5));
  }

  @Test
  void leavesNothingBehindOfAFileThatWasNotFinished() throws IOException {
    try (Vault.FileSink sink = vault().write(SET, "data/0.zst")) {
      sink.accept(bytes("half"), 0, 4);
    }

    assertThat(vault().files(SET)).isEmpty();
    assertThat(regularFiles()).singleElement().asString().endsWith("INCOMPLETE");
  }

  private Stream<Path> regularFiles() throws IOException {
    return Files.walk(directory).filter(Files::isRegularFile).toList().stream();
  }

  @Test
  void isReadableByItsOwnerAlone() throws IOException {
    assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
    put(vault(), SET, "data/0.zst", bytes("x"));
    vault().seal(SET, "{}");

    try (Stream<Path> all = Files.walk(directory.resolve("vault"))) {
      for (Path path : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as(path.toString())
            .isEqualTo(expected(path));
      }
    }
  }

  /** What is finished is closed to its owner as well. */
  private String expected(Path path) {
    boolean finished = path.startsWith(directory.resolve("vault/" + SET));
    String rights = Files.isDirectory(path) ? "rwx------" : "rw-------";
    return finished ? rights.replace('w', '-') : rights;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "/etc/passwd", "a/../../x", "", ".", "a//b", "a/.hidden", "a\\b", "a\0b"})
  void refusesNamesThatCouldLeaveTheSet(String name) {
    assertThatThrownBy(() -> vault().write(SET, name)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> vault().read(SET, name)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> vault().remove("move/run-1/" + name))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void countsASetOnlyOnceItIsSealed() {
    put(vault(), SET, "data/0.zst", bytes("x"));
    assertThat(vault().sets()).isEmpty();
    assertThat(vault().manifest(SET)).isEmpty();

    vault().seal(SET, "{\"a\":1}");

    assertThat(vault().sets()).containsExactly(SET);
    assertThat(vault().manifest(SET)).contains("{\"a\":1}");
    assertThatThrownBy(() -> vault().write(SET, "data/1.zst")).hasMessageContaining("sealed");
    assertThatThrownBy(() -> vault().seal(SET, "{}")).hasMessageContaining("another manifest");
    vault().seal(SET, "{\"a\":1}");
  }

  @Test
  void noticesADamagedManifest() throws IOException {
    vault().seal(SET, "{\"rows\":1}");
    VaultFiles.unlock(directory);
    Files.writeString(directory.resolve("vault/" + SET + "/manifest.json"), "{\"rows\":2}");

    assertThatThrownBy(() -> vault().manifest(SET))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("tapes")
        .hasMessageContaining(SET)
        .hasMessageContaining("damaged");
  }

  @Test
  void listsTheNewestSetFirstByItsOwnRecord() throws IOException {
    vault().seal(SET, "{}");
    clock.advance(Duration.ofDays(1));
    vault().seal(NEXT, "{}");
    Files.setLastModifiedTime(
        directory.resolve("vault/" + SET + "/manifest.json"),
        FileTime.from(Instant.now().plusSeconds(9999)));

    assertThat(vault().sets()).containsExactly(NEXT, SET);
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThatThrownBy(() -> vault().read(SET, "data/0.zst"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("vault tapes")
        .hasMessageContaining("data/0.zst")
        .hasMessageContaining("missing");
  }

  @Test
  void provesOnlyWhatIsSealed() {
    assertThatThrownBy(() -> vault().prove(SET, "{}")).hasMessageContaining("not sealed");
    vault().seal(SET, "{}");
    assertThat(vault().proof(SET)).isEmpty();

    vault().prove(SET, "{\"equal\":true}");

    assertThat(vault().proof(SET)).contains("{\"equal\":true}");
  }

  @Test
  @Tag("F05")
  void keepsTheNewestProvenSetOfAPlansShard() {
    proven(SET);
    clock.advance(Duration.ofDays(1));
    vault().seal(NEXT, "{}");

    assertThatThrownBy(() -> vault().remove(SET))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("F05 vault tapes")
        .hasMessageContaining(SET);
    assertThat(vault().manifest(SET)).isPresent();

    vault().prove(NEXT, "{}");
    vault().remove(SET);
    assertThat(vault().sets()).containsExactly(NEXT);
  }

  @Test
  @Tag("F05")
  void removesUnprovenSetsAndThoseOfOtherShardsOnTheirOwnMerit() {
    vault().seal(SET, "{}");
    proven("move/run-1/s01");
    clock.advance(Duration.ofDays(1));
    proven(NEXT);

    vault().remove(SET);

    assertThatThrownBy(() -> vault().remove("move/run-1/s01")).hasMessageContaining("F05");
    assertThat(vault().sets()).hasSize(2);
  }

  @Test
  @Tag("F08")
  void neitherChangesNorRemovesWhatIsFinished() throws IOException {
    put(vault(), SET, "data/0.zst", bytes("the only copy"));
    vault().seal(SET, "{}");

    refused(() -> put(vault(), SET, "data/0.zst", bytes("other")), "no file of it can be written");
    refused(() -> vault().write(SET, "data/1.zst"), "no file of it can be written");
    refused(() -> vault().seal(SET, "{\"rows\":0}"), "another manifest");
    refused(() -> vault().stopped(SET, "by order"), "cannot become incomplete");
    refused(() -> vault().remove(SET), "no newer proven set has taken its place");
    clock.advance(Duration.ofDays(1));
    vault().seal(NEXT, "{}");
    refused(() -> vault().remove(SET), "no newer proven set has taken its place");

    try (var in = vault().read(SET, "data/0.zst")) {
      assertThat(in.readAllBytes()).isEqualTo(bytes("the only copy"));
    }
  }

  private static void refused(ThrowingCallable attempt, String words) {
    assertThatThrownBy(attempt)
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("F08 vault tapes set " + SET)
        .hasMessageContaining(words);
  }

  @Test
  @Tag("F08")
  void wouldChangeAndRemoveWhatIsFinishedWithoutTheGuard() throws IOException {
    var lax = without(GuardId.F08);
    put(lax, SET, "data/0.zst", bytes("the only copy"));
    lax.seal(SET, "{}");

    put(lax, SET, "data/0.zst", bytes("other"));
    try (var in = lax.read(SET, "data/0.zst")) {
      assertThat(in.readAllBytes()).isEqualTo(bytes("other"));
    }
    lax.seal(SET, "{\"rows\":0}");
    assertThat(lax.manifest(SET)).contains("{\"rows\":0}");
    lax.remove(SET);
    assertThat(lax.sets()).isEmpty();
    assertThat(lax.files(SET)).isEmpty();
  }

  private DirectoryVault without(GuardId guard) {
    var rest = EnumSet.allOf(GuardId.class);
    rest.remove(guard);
    return new DirectoryVault("tapes", directory.resolve("vault"), clock, new Guards(rest));
  }

  /** Modes hold back everyone but root; what holds nobody back is said. */
  @Test
  @Tag("F08")
  void saysWhoeverCouldStillRemoveAFinishedSet() throws IOException {
    put(vault(), SET, "data/0.zst", bytes("x"));
    vault().seal(SET, "{}");
    Path file = directory.resolve("vault/" + SET + "/data/0.zst");

    assertThat(vault().exposed())
        .singleElement()
        .satisfies(
            finding -> assertThat(finding.text()).startsWith("F08 vault tapes: finished sets"));
    if (!System.getProperty("user.name").equals("root")) {
      assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> Files.writeString(file, "y")).isInstanceOf(IOException.class);
      assertThat(vault().exposed().get(0).text()).contains("owns the files and may lift that");
    } else {
      assertThat(vault().exposed().get(0).text()).contains("is root, which no mode holds back");
    }
  }

  @Test
  @Tag("F04")
  void countsNothingThatIsMarkedAsIncomplete() throws IOException {
    put(vault(), SET, "data/0.zst", bytes("a third"));
    assertThat(vault().incomplete()).containsEntry(SET, "begun 2026-11-01T00:00:00Z");
    forge();

    assertThat(vault().sets()).isEmpty();
    assertThat(vault().manifest(SET)).isEmpty();
    assertThatThrownBy(() -> vault().prove(SET, "{}"))
        .hasMessageStartingWith("F04 vault tapes set " + SET)
        .hasMessageContaining("begun 2026-11-01T00:00:00Z");
    assertThat(vault().proof(SET)).isEmpty();
  }

  @Test
  @Tag("F04")
  void wouldCountWhatSomebodyPutAManifestInto() throws IOException {
    var lax = without(GuardId.F04);
    put(lax, SET, "data/0.zst", bytes("a third"));
    forge();

    assertThat(lax.sets()).containsExactly(SET);
    lax.prove(SET, "{}");
    assertThat(lax.proof(SET)).isPresent();
  }

  /** As a person would, to call finished what was interrupted. */
  private void forge() throws IOException {
    vault().seal(NEXT, "{}");
    for (String file : new String[] {"manifest.json", "manifest.json.sha256"}) {
      Files.copy(
          directory.resolve("vault/" + NEXT + "/" + file),
          directory.resolve("vault/" + SET + "/" + file));
    }
    VaultFiles.unlock(directory);
    clock.advance(Duration.ofDays(1));
    new DirectoryVault(
            "tapes", directory.resolve("vault"), clock, new Guards(EnumSet.noneOf(GuardId.class)))
        .remove(NEXT);
  }

  @Test
  @Tag("F04")
  void neverSealsWhatWasStopped() {
    put(vault(), SET, "data/0.zst", bytes("a third"));
    vault().stopped(SET, "by order after 1 of 3 chunks");

    assertThatThrownBy(() -> vault().seal(SET, "{}"))
        .hasMessageStartingWith("F04 vault tapes set " + SET)
        .hasMessageContaining("by order after 1 of 3 chunks");
    assertThat(vault().sets()).isEmpty();
    assertThat(vault().incomplete().get(SET)).startsWith("stopped").endsWith("3 chunks");

    vault().remove(SET);
    put(vault(), SET, "data/0.zst", bytes("all of it"));
    vault().seal(SET, "{}");
    assertThat(vault().sets()).containsExactly(SET);
    assertThat(vault().incomplete()).isEmpty();
  }

  @Test
  @Tag("F05")
  void wouldLoseTheOnlyGoodSetToAFullDiskWithoutTheGuard() throws Exception {
    withSmallDisk(
        root -> {
          var guards = EnumSet.allOf(GuardId.class);
          guards.remove(GuardId.F05);
          // It would refuse as well: nothing newer has replaced the only set.
          guards.remove(GuardId.F08);
          for (boolean guarded : new boolean[] {true, false}) {
            var vault =
                new DirectoryVault(
                    "small",
                    root.resolve("v" + guarded),
                    clock,
                    guarded ? Guards.all() : new Guards(guards));
            put(vault, SET, "data/0.zst", new byte[700_000]);
            vault.seal(SET, "{}");
            vault.prove(SET, "{}");
            assertThatThrownBy(() -> put(vault, NEXT, "data/0.zst", new byte[700_000]))
                .hasMessageContaining("vault small is full");
            if (guarded) {
              assertThatThrownBy(() -> vault.remove(SET)).hasMessageContaining("F05");
              assertThat(vault.proof(SET)).isPresent();
              new DirectoryVault("small", root.resolve("v" + true), clock, new Guards(guards))
                  .remove(SET);
            } else {
              vault.remove(SET);
              assertThat(vault.sets()).isEmpty();
            }
          }
        });
  }

  @Test
  void givesTheSpaceBackWhenTheDiskIsFull() throws Exception {
    withSmallDisk(
        root -> {
          var vault = new DirectoryVault("small", root.resolve("v"), clock, Guards.all());
          long before = vault.freeBytes();

          assertThatThrownBy(() -> put(vault, SET, "data/0.zst", new byte[4_000_000]))
              .isInstanceOf(StoreException.class)
              .hasMessageContaining("vault small is full")
              .hasMessageContaining(root.toString())
              .hasMessageContaining("bytes");

          assertThat(vault.files(SET)).isEmpty();
          assertThat(vault.freeBytes()).isGreaterThan(before - 50_000);
        });
  }

  private void proven(String set) {
    vault().seal(set, "{}");
    vault().prove(set, "{}");
  }

  private interface OnDisk {
    void run(Path root) throws Exception;
  }

  /** A file system of one megabyte, where this machine lets us have one. */
  private void withSmallDisk(OnDisk test) throws Exception {
    Path mount = Files.createDirectory(directory.resolve("small"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.toString()),
        "skipped: no tmpfs can be mounted here");
    try {
      test.run(mount);
    } finally {
      assertThat(run("umount", mount.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void measuresFreeSpaceBeforeItsDirectoryExists() {
    assertThat(
            new DirectoryVault("x", directory.resolve("a/b/c"), Clock.systemUTC(), Guards.all())
                .freeBytes())
        .isPositive();
  }
}
