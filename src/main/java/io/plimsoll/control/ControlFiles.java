package io.plimsoll.control;

import io.plimsoll.common.Secret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files of the control database under the home directory: a private directory, the password,
 * and the lock that lets one process at a time open, create or upgrade it.
 */
final class ControlFiles {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /**
   * The operating system's file locks belong to the process, so threads need one of their own. It
   * is one for all databases: nobody promises that Liquibase works in two threads at once.
   */
  private static final ReentrantLock THREADS = new ReentrantLock();

  /** Threads that stand in the queue hold nothing, and each one's turn is bounded. */
  private static final Duration LONGEST_QUEUE = Duration.ofMinutes(10);

  private final Path directory;

  ControlFiles(Path home) {
    directory = home.toAbsolutePath().normalize().resolve("control");
  }

  /** The path the database engine is given; it adds its own suffix. */
  Path database() {
    return directory.resolve("plimsoll");
  }

  /** The file as a person sees it. */
  Path databaseFile() {
    return directory.resolve("plimsoll.mv.db");
  }

  /**
   * Does the work while no other process or thread opens the same database. The system gives the
   * lock back when its process dies, however it dies.
   */
  <T> T alone(Callable<T> work) throws Exception {
    makeDirectory();
    if (!THREADS.tryLock(LONGEST_QUEUE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw busy("other threads of this process have been opening databases", LONGEST_QUEUE);
    }
    long deadlineNanos = System.nanoTime() + LONGEST_WAIT.toNanos();
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("open.lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                mode("rw-------"));
        FileLock held = lock(channel, deadlineNanos)) {
      if (!held.isValid()) {
        throw new IllegalStateException("a lock just taken is not valid: " + held);
      }
      return work.call();
    } finally {
      THREADS.unlock();
    }
  }

  private FileLock lock(FileChannel channel, long deadlineNanos)
      throws IOException, InterruptedException {
    while (true) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - deadlineNanos > 0) {
        throw busy("another process has been opening it", LONGEST_WAIT);
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private ControlException busy(String who, Duration waited) {
    return new ControlException.Unavailable(
        databaseFile(),
        who + " for " + waited.toSeconds() + " s",
        "see which process holds " + directory.resolve("open.lock") + ", then try again",
        null);
  }

  /** The password, created with the database. Only to be called {@link #alone}. */
  Secret password() throws IOException {
    Path file = directory.resolve("password");
    if (!Files.exists(file)) {
      if (Files.exists(databaseFile())) {
        throw new ControlException.Unreadable(
            databaseFile(),
            "its password file " + file + " is missing",
            "restore that file together with the database",
            null);
      }
      write(file, Tokens.random());
    }
    restrict(file, "rw-------");
    String password = Files.readString(file).strip();
    return new Secret("file " + file, () -> password);
  }

  /** The signing key of the audit log, or the one that is to replace it. */
  Path auditKey(boolean next) {
    return directory.resolve(next ? "audit.key.next" : "audit.key");
  }

  /** A file that its owner alone can read, whole or not at all. */
  static void write(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, mode("rw-------"));
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      var bytes = java.nio.ByteBuffer.wrap((text + "\n").getBytes());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    rename(fresh, file);
  }

  static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void makeDirectory() throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, mode("rwx------"));
    }
    restrict(directory, "rwx------");
  }

  /** Where files have no POSIX modes, the home directory's own protection has to do. */
  private static FileAttribute<?>[] mode(String text) {
    return posix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))
        }
        : new FileAttribute<?>[0];
  }

  static void restrict(Path path, String text) throws IOException {
    var wanted = PosixFilePermissions.fromString(text);
    if (posix() && !Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).equals(wanted)) {
      Files.setPosixFilePermissions(path, wanted);
    }
  }

  private static boolean posix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
