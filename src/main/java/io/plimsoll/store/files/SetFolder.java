package io.plimsoll.store.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One set's directory. From its first file on a mark says that it is incomplete, and only sealing
 * takes the mark away; a finished set is closed to writing, its directories too.
 */
record SetFolder(Disk disk, Path path) {
  /** What a finished set is known by, once it is no longer marked. */
  static final String MANIFEST = "manifest.json";

  static final String INCOMPLETE = "INCOMPLETE";
  private static final String STOPPED = "stopped";

  boolean hasManifest() {
    return Files.exists(path.resolve(MANIFEST));
  }

  /** What the mark says; empty when there is none. */
  Optional<String> incomplete() {
    Path mark = path.resolve(INCOMPLETE);
    return Files.exists(mark) ? Optional.of(disk.readText(mark).strip()) : Optional.empty();
  }

  boolean stopped() {
    return incomplete().filter(text -> text.startsWith(STOPPED)).isPresent();
  }

  void begin(String when) {
    if (!Files.exists(path.resolve(INCOMPLETE))) {
      mark("begun " + when);
    }
  }

  /** For good: what was stopped is no backup, whatever comes to lie beside it. */
  void stop(String when, String why) {
    mark("%s %s: %s".formatted(STOPPED, when, why));
  }

  private void mark(String text) {
    disk.writeText(path.resolve(INCOMPLETE), text + "\n");
  }

  void finish() {
    try {
      Files.deleteIfExists(path.resolve(INCOMPLETE));
      disk.force(path);
    } catch (IOException e) {
      throw disk.failed("cannot take away the mark of", path, e);
    }
  }

  /** Files and directories become read-only; their owner may still undo that, and root need not. */
  void close() {
    // Deepest first: what lies in a closed directory can still be closed, but is soonest done.
    List<Path> all = everything();
    Collections.reverse(all);
    all.forEach(each -> permit(each, "r-x------", "r--------"));
  }

  void open() {
    everything().forEach(each -> permit(each, "rwx------", "rw-------"));
  }

  private void permit(Path each, String directory, String file) {
    try {
      if (disk.posix()) {
        Files.setPosixFilePermissions(
            each,
            PosixFilePermissions.fromString(
                Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS) ? directory : file));
      } else if (!each.toFile().setWritable(file.contains("w"))) {
        throw new IOException("the file system does not let it be changed");
      }
    } catch (IOException e) {
      throw disk.failed("cannot change the rights of", each, e);
    }
  }

  /** Outermost first; links are left alone. */
  private List<Path> everything() {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return new ArrayList<>();
    }
    try (Stream<Path> all = Files.walk(path)) {
      return new ArrayList<>(all.filter(each -> !Files.isSymbolicLink(each)).toList());
    } catch (IOException e) {
      throw disk.failed("cannot list", path, e);
    }
  }
}
