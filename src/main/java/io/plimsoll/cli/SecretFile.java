package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that hold one secret, readable by their owner alone when they are ours. */
final class SecretFile {
  private static final long LONGEST = 64 * 1024;

  private SecretFile() {}

  /** Its content without the line break at the end; the file's name is no secret. */
  static Secret read(Path file) {
    try {
      if (Files.size(file) > LONGEST) {
        throw new RefusalException(file + " is too long for a secret");
      }
      String text = Files.readString(file).replaceFirst("\\r?\\n\\z", "");
      if (text.isBlank()) {
        throw new RefusalException(file + " is blank");
      }
      return new Secret("file " + file, () -> text);
    } catch (NoSuchFileException e) {
      throw new RefusalException("there is no file " + file);
    } catch (IOException e) {
      throw new RefusalException(file + " cannot be read: " + e.getClass().getSimpleName());
    }
  }

  /** Writes a file that must not exist yet. */
  static void create(Path file, Secret secret) {
    try {
      write(file, secret);
    } catch (FileAlreadyExistsException e) {
      throw new RefusalException(file + " exists already; name another file");
    } catch (IOException e) {
      throw new RefusalException(file + " cannot be written: " + e.getClass().getSimpleName());
    }
  }

  /** Writes a file of ours, over an older one; whoever reads it sees the one or the other. */
  static void replace(Path file, Secret secret) throws IOException {
    Files.createDirectories(file.getParent(), mode("rwx------"));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    write(fresh, secret);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(Path file, Secret secret) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            mode("rw-------"))) {
      var bytes = ByteBuffer.wrap((secret.reveal() + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** Where files have no POSIX modes, the directory's own protection has to do. */
  private static FileAttribute<?>[] mode(String text) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))
        }
        : new FileAttribute<?>[0];
  }
}
