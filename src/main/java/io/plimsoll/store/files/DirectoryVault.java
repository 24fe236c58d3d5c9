package io.plimsoll.store.files;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Vault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Keeps snapshots in a directory, one set per {@code <plan>/<run>/<shard>}. It never changes a
 * sealed set and never removes the newest proven one of a plan's shard.
 */
public final class DirectoryVault implements Vault {
  /**
   * Commit point of a set; its own digest lies beside it in the form {@code sha256sum -c} reads.
   */
  private static final String MANIFEST = "manifest.json";

  private static final String MANIFEST_DIGEST = MANIFEST + ".sha256";
  private static final String PROOF = "proof.json";
  private static final String SEALED_AT = "# sealed ";
  private static final int SET_DEPTH = 3;

  private final Disk disk;
  private final Clock clock;
  private final Guards guards;

  /**
   * @param root created when missing, for its owner alone
   */
  public DirectoryVault(String name, Path root, Clock clock, Guards guards) {
    this.disk = new Disk(name, root.toAbsolutePath().normalize());
    this.clock = clock;
    this.guards = guards;
  }

  @Override
  public String name() {
    return disk.vault();
  }

  @Override
  public long freeBytes() {
    Path existing = disk.root();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      return Files.getFileStore(existing).getUsableSpace();
    } catch (IOException e) {
      throw disk.failed("cannot measure the free space at", existing, e);
    }
  }

  @Override
  public FileSink write(String set, String file) {
    Path directory = directory(set);
    if (sealed(directory)) {
      throw refused(set, "it is sealed, no file of it can be written: " + file);
    }
    return new DiskSink(disk, file, inside(directory, file));
  }

  @Override
  public InputStream read(String set, String file) {
    Path path = inside(directory(set), file);
    try {
      return Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw disk.failed("cannot read", path, e);
    }
  }

  @Override
  public List<Entry> files(String set) {
    Path directory = directory(set);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      var entries = new ArrayList<Entry>();
      for (Path path : paths.filter(DirectoryVault::ordinary).sorted().toList()) {
        String file = directory.relativize(path).toString().replace('\\', '/');
        entries.add(new Entry(file, Files.size(path)));
      }
      return entries;
    } catch (IOException e) {
      throw disk.failed("cannot list", directory, e);
    }
  }

  private static boolean ordinary(Path path) {
    return !path.getFileName().toString().startsWith(".")
        && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public List<String> sets() {
    if (!Files.isDirectory(disk.root())) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(disk.root(), SET_DEPTH, new FileVisitOption[0])) {
      return paths
          .filter(path -> SetName.isOne(relative(path)))
          .filter(this::sealed)
          .sorted(Comparator.comparing(this::sealedAt).reversed().thenComparing(path -> path))
          .map(this::relative)
          .toList();
    } catch (IOException e) {
      throw disk.failed("cannot list", disk.root(), e);
    }
  }

  private String relative(Path set) {
    return disk.root().relativize(set).toString().replace('\\', '/');
  }

  @Override
  public void seal(String set, String manifest) {
    Path directory = directory(set);
    if (sealed(directory)) {
      if (manifest(set).equals(Optional.of(manifest))) {
        return;
      }
      throw refused(set, "it is sealed with another manifest");
    }
    String line = Digest.ofText(manifest).hex() + "  " + MANIFEST + "\n";
    // The digest first: the manifest's appearance is what makes the set count.
    disk.writeText(directory.resolve(MANIFEST_DIGEST), SEALED_AT + clock.instant() + "\n" + line);
    disk.writeText(directory.resolve(MANIFEST), manifest);
  }

  @Override
  public Optional<String> manifest(String set) {
    Path directory = directory(set);
    if (!sealed(directory)) {
      return Optional.empty();
    }
    String manifest = disk.readText(directory.resolve(MANIFEST));
    String expected = disk.readText(directory.resolve(MANIFEST_DIGEST));
    if (!expected.contains(Digest.ofText(manifest).hex())) {
      throw refused(set, "its manifest does not match its digest; the set is damaged");
    }
    return Optional.of(manifest);
  }

  @Override
  public void prove(String set, String proof) {
    Path directory = directory(set);
    if (!sealed(directory)) {
      throw refused(set, "it is not sealed, so nothing can be proven of it");
    }
    disk.writeText(directory.resolve(PROOF), proof);
  }

  @Override
  public Optional<String> proof(String set) {
    Path proof = directory(set).resolve(PROOF);
    return Files.exists(proof) ? Optional.of(disk.readText(proof)) : Optional.empty();
  }

  @Override
  public void remove(String set) {
    SetName name = SetName.parse(set);
    List<Finding> refusals = guards.check(GuardId.F05, () -> keepNewestProven(name));
    if (!refusals.isEmpty()) {
      throw new StoreException(refusals.get(0).text(), false, null);
    }
    Path directory = name.under(disk.root());
    try {
      // Without its manifest the set no longer counts, whatever happens to the rest.
      Files.deleteIfExists(directory.resolve(MANIFEST));
      if (!Files.isDirectory(directory)) {
        return;
      }
      disk.force(directory);
      FileUtils.deleteDirectory(directory.toFile());
      disk.force(directory.getParent());
    } catch (IOException e) {
      throw disk.failed("cannot remove", directory, e);
    }
  }

  private List<Finding> keepNewestProven(SetName name) {
    Optional<String> newest =
        sets().stream()
            .filter(set -> SetName.parse(set).sameLineage(name) && proof(set).isPresent())
            .findFirst();
    return newest.filter(name.text()::equals).stream()
        .map(
            set ->
                Finding.blocking(
                    GuardId.F05,
                    "newest-proven-snapshot",
                    "vault " + name(),
                    set + " is the newest proven snapshot of its plan's shard and stays",
                    "Make room elsewhere, or prove a newer snapshot first."))
        .toList();
  }

  @Override
  public void close() {
    // Nothing is held open between calls.
  }

  private boolean sealed(Path directory) {
    return Files.exists(directory.resolve(MANIFEST));
  }

  /** By its own record, because copies of a vault do not keep the file system's times. */
  private Instant sealedAt(Path directory) {
    Path record = directory.resolve(MANIFEST_DIGEST);
    String text = Files.exists(record) ? disk.readText(record) : "";
    return text.lines()
        .filter(line -> line.startsWith(SEALED_AT))
        .map(line -> Instant.parse(line.substring(SEALED_AT.length())))
        .findFirst()
        .orElse(Instant.EPOCH);
  }

  private Path directory(String set) {
    return SetName.parse(set).under(disk.root());
  }

  private static Path inside(Path directory, String file) {
    Path path = directory;
    for (String part : SetName.parts("file", file)) {
      path = path.resolve(part);
    }
    return path;
  }

  private StoreException refused(String set, String why) {
    return new StoreException("vault %s: set %s: %s".formatted(name(), set, why), false, null);
  }
}
