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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Keeps snapshots in a directory, one set per {@code <plan>/<run>/<shard>}. It never changes a
 * sealed set and never removes the newest proven one of a plan's shard.
 */
public final class DirectoryVault implements Vault {
  /** Its own digest lies beside it in the form {@code sha256sum -c} reads. */
  private static final String MANIFEST = SetFolder.MANIFEST;

  private static final String MANIFEST_DIGEST = MANIFEST + ".sha256";
  private static final String PROOF = "proof.json";
  private static final String SEALED_AT = "# sealed ";
  private static final int SET_DEPTH = 3;

  private final Disk disk;
  private final Clock clock;
  private final Guards guards;
  private final SetRules rules;

  /**
   * @param root created when missing, for its owner alone
   */
  public DirectoryVault(String name, Path root, Clock clock, Guards guards) {
    this.disk = new Disk(name, root.toAbsolutePath().normalize());
    this.clock = clock;
    this.guards = guards;
    this.rules = new SetRules(this, guards);
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
      rules.mayChange(set, "it is sealed, no file of it can be written: " + file);
      folder(directory).open();
    } else {
      begin(directory);
    }
    return new DiskSink(disk, file, inside(directory, file));
  }

  /** Several streams write the files of one set. */
  private synchronized void begin(Path directory) {
    folder(directory).begin(clock.instant().toString());
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
    String name = path.getFileName().toString();
    return !name.startsWith(".")
        && !name.equals(SetFolder.INCOMPLETE)
        && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public List<String> sets() {
    return begun().stream()
        .filter(this::sealed)
        .sorted(Comparator.comparing(this::sealedAt).reversed().thenComparing(path -> path))
        .map(this::relative)
        .toList();
  }

  @Override
  public Map<String, String> incomplete() {
    var all = new TreeMap<String, String>();
    begun().stream()
        .filter(path -> !sealed(path))
        .forEach(
            path -> folder(path).incomplete().ifPresent(text -> all.put(relative(path), text)));
    return all;
  }

  private List<Path> begun() {
    if (!Files.isDirectory(disk.root())) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(disk.root(), SET_DEPTH, new FileVisitOption[0])) {
      return paths.filter(path -> SetName.isOne(relative(path))).toList();
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
        protect(directory);
        return;
      }
      rules.mayChange(set, "it is sealed with another manifest");
      folder(directory).open();
    }
    if (guards.has(GuardId.F04) && folder(directory).stopped()) {
      throw rules.incomplete(
          set,
          "it was %s; what was taken to no end is never sealed"
              .formatted(folder(directory).incomplete().orElseThrow()));
    }
    String line = Digest.ofText(manifest).hex() + "  " + MANIFEST + "\n";
    // The mark goes last, and with it the set counts: whoever dies before takes it anew.
    disk.writeText(directory.resolve(MANIFEST_DIGEST), SEALED_AT + clock.instant() + "\n" + line);
    disk.writeText(directory.resolve(MANIFEST), manifest);
    folder(directory).finish();
    protect(directory);
  }

  @Override
  public void stopped(String set, String why) {
    Path directory = directory(set);
    if (sealed(directory)) {
      rules.mayChange(set, "it is sealed and cannot become incomplete");
    }
    folder(directory).stop(clock.instant().toString(), why);
  }

  private void protect(Path directory) {
    if (guards.has(GuardId.F08)) {
      folder(directory).close();
    }
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
      throw folder(directory)
          .incomplete()
          .map(
              text ->
                  rules.incomplete(
                      set, "it is incomplete (%s), so nothing can be proven of it".formatted(text)))
          .orElseGet(() -> refused(set, "it is not sealed, so nothing can be proven of it"));
    }
    folder(directory).open();
    disk.writeText(directory.resolve(PROOF), proof);
    protect(directory);
  }

  @Override
  public Optional<String> proof(String set) {
    Path proof = directory(set).resolve(PROOF);
    return Files.exists(proof) ? Optional.of(disk.readText(proof)) : Optional.empty();
  }

  @Override
  public void remove(String set) {
    SetName name = SetName.parse(set);
    Path directory = name.under(disk.root());
    rules.mayRemove(name, sealed(directory));
    folder(directory).open();
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

  @Override
  public List<Finding> exposed() {
    return List.of(rules.exposure(disk.posix()));
  }

  @Override
  public Optional<Path> place() {
    return Optional.of(disk.root());
  }

  @Override
  public void close() {
    // Nothing is held open between calls.
  }

  /** A manifest that somebody put beside the mark makes no backup of what was interrupted. */
  private boolean sealed(Path directory) {
    SetFolder folder = folder(directory);
    return folder.hasManifest() && !(guards.has(GuardId.F04) && folder.incomplete().isPresent());
  }

  private SetFolder folder(Path directory) {
    return new SetFolder(disk, directory);
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
