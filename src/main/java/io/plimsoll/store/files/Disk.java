package io.plimsoll.store.files;

import io.plimsoll.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/**
 * The few durable operations a vault is made of: private directories, files that appear whole, and
 * failures told in the vault's words.
 */
record Disk(String vault, Path root) {
  private static final String PARTIAL = ".partial";

  /** Where bytes wait until they are complete; listings skip what begins with a dot. */
  static Path partial(Path file) {
    return file.resolveSibling("." + file.getFileName() + PARTIAL);
  }

  FileChannel create(Path file) throws IOException {
    directories(file.getParent());
    Path partial = partial(file);
    Files.deleteIfExists(partial);
    return FileChannel.open(
        partial,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        attributes("rw-------"));
  }

  /** Gives a complete, forced partial file its name, durably. */
  void name(Path file) throws IOException {
    Files.move(
        partial(file), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(file.getParent());
  }

  void writeText(Path file, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (var sink = new DiskSink(this, file.getFileName().toString(), file)) {
      sink.accept(bytes, 0, bytes.length);
      sink.finish();
    }
  }

  String readText(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw failed("cannot read", file, e);
    }
  }

  void directories(Path directory) throws IOException {
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!directory.equals(root)) {
      directories(directory.getParent());
    }
    try {
      if (directory.equals(root)) {
        Files.createDirectories(directory, attributes("rwx------"));
      } else {
        Files.createDirectory(directory, attributes("rwx------"));
      }
    } catch (FileAlreadyExistsException e) {
      // Another stream made it first; anything but a directory is no place for a snapshot.
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
    force(directory.getParent());
  }

  /** Makes names in a directory durable; platforms that cannot open one do it by themselves. */
  void force(Path directory) throws IOException {
    if (directory == null || !posix()) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (AccessDeniedException e) {
      // Only above the vault's root can a directory be writable to us and not readable.
      if (directory.startsWith(root)) {
        throw e;
      }
    }
  }

  StoreException failed(String what, Path file, IOException cause) {
    String reason;
    if (cause instanceof NoSuchFileException) {
      reason = "it is missing";
    } else if (cause instanceof AccessDeniedException) {
      reason = "access denied";
    } else {
      reason = String.valueOf(cause.getMessage());
    }
    return new StoreException(
        "vault %s: %s %s: %s".formatted(vault, what, file, reason), false, cause);
  }

  static boolean full(IOException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left")
        || message.contains("disk quota exceeded")
        || message.contains("not enough space");
  }

  private FileAttribute<?>[] attributes(String permissions) {
    if (!posix()) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  boolean posix() {
    return root.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
