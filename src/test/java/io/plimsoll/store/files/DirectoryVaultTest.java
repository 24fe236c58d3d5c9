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
    assertThat(regularFiles()).isEmpty();
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
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
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
    proven(SET);
    proven("move/run-1/s01");
    vault().seal(NEXT, "{}");

    vault().remove(NEXT);

    assertThatThrownBy(() -> vault().remove("move/run-1/s01")).hasMessageContaining("F05");
    assertThat(vault().sets()).hasSize(2);
  }

  @Test
  @Tag("F05")
  void wouldLoseTheOnlyGoodSetToAFullDiskWithoutTheGuard() throws Exception {
    withSmallDisk(
        root -> {
          var guards = EnumSet.allOf(GuardId.class);
          guards.remove(GuardId.F05);
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
