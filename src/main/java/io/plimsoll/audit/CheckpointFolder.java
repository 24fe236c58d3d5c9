package io.plimsoll.audit;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A directory with one file per checkpoint, below a directory per log. A file that is there is
 * never written again.
 */
public final class CheckpointFolder implements CheckpointPlace {
  private static final String SUFFIX = ".checkpoint";
  private static final long LONGEST = 64 * 1024;

  private final Path folder;
  private final Path ofLog;
  private final boolean own;

  private CheckpointFolder(Path folder, String origin, boolean own) {
    this.folder = folder;
    this.ofLog = folder.resolve(origin.substring(origin.lastIndexOf('/') + 1));
    this.own = own;
  }

  /** Below the home directory, made when it is not there. */
  public static CheckpointFolder own(Path folder, String origin) {
    return new CheckpointFolder(folder, origin, true);
  }

  /** Somebody else's storage: not made, because a path that is not mounted would pass for it. */
  public static CheckpointFolder foreign(Path folder, String origin) {
    return new CheckpointFolder(folder, origin, false);
  }

  @Override
  public String name() {
    return "directory " + folder;
  }

  @Override
  public void put(SignedCheckpoint signed) throws IOException {
    if (own) {
      Files.createDirectories(folder);
    } else if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder + " is no directory; is it mounted?");
    }
    Files.createDirectories(ofLog);
    // Zeros in front, so that a listing by name is one by size.
    Path file = ofLog.resolve("%012d%s".formatted(signed.checkpoint().size(), SUFFIX));
    if (!Files.exists(file)) {
      write(file, signed.content());
    }
    requireSame(file, signed.checkpoint());
  }

  private void write(Path file, String content) throws IOException {
    Path fresh = ofLog.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(fresh, CREATE_NEW, WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      nameOnce(fresh, file);
    } finally {
      Files.deleteIfExists(fresh);
    }
    try (FileChannel directory = FileChannel.open(ofLog, READ)) {
      directory.force(true);
    }
  }

  /** A link fails where the name is taken, a rename would replace what is there. */
  private static void nameOnce(Path fresh, Path file) throws IOException {
    try {
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; what it wrote is compared next.
    } catch (UnsupportedOperationException | FileSystemException e) {
      // No hard links here: without REPLACE_EXISTING this looks first, then renames.
      Files.move(fresh, file);
    }
  }

  private static void requireSame(Path file, Checkpoint checkpoint) throws IOException {
    SignedCheckpoint there;
    try {
      there = SignedCheckpoint.parse(content(file));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is there and " + e.getMessage());
    }
    if (!there.checkpoint().equals(checkpoint)) {
      throw new IOException(
          "%s holds another checkpoint of that size: the log was changed or set back; 'plimsoll audit verify' says where"
              .formatted(file));
    }
  }

  /** What this log has given to the place, by size. */
  public List<StoredCheckpoint> stored() throws IOException {
    return Files.isDirectory(ofLog) ? stored(ofLog, 1) : List.of();
  }

  /** All checkpoints of a directory and its direct subdirectories. */
  public static List<StoredCheckpoint> storedIn(Path folder) throws IOException {
    return stored(folder, 2);
  }

  private static List<StoredCheckpoint> stored(Path folder, int depth) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder, depth)) {
      files = found.filter(f -> f.getFileName().toString().endsWith(SUFFIX)).sorted().toList();
    }
    return files.stream()
        .map(file -> new StoredCheckpoint(file.toString(), readable(file)))
        .toList();
  }

  /** The content, or none: the verifier then says that the file is no checkpoint. */
  private static String readable(Path file) {
    try {
      return content(file);
    } catch (IOException e) {
      return "";
    }
  }

  private static String content(Path file) throws IOException {
    return Files.size(file) > LONGEST ? "" : Files.readString(file);
  }
}
