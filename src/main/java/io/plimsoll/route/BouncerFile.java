package io.plimsoll.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The file that holds PgBouncer's entries. Readers see the old text or the new one, never a part;
 * of those who change it, one at a time is let in, and a process that dies lets the next one in.
 */
final class BouncerFile {
  private static final int LOCK_PAUSE_MILLIS = 50;
  private static final long LARGEST = 16L * 1024 * 1024;

  /**
   * Within one process the system's lock tells nobody apart, and closing any channel of the lock
   * file drops it: so threads queue here first.
   */
  private static final Map<Path, ReentrantLock> WITHIN = new ConcurrentHashMap<>();

  private final Path file;
  private final Duration patience;

  /**
   * @param patience how long another writer is waited for
   */
  BouncerFile(Path file, Duration patience) {
    this.file = file;
    this.patience = patience;
  }

  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** One character per byte. */
  String read() throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new IOException(file + " is too large for a file of PgBouncer");
    }
    return Files.readString(file, ISO_8859_1);
  }

  /**
   * Replaces the text durably and at once. Group and mode stay, the owner where the system allows
   * it. Only within {@link #alone}.
   */
  void write(String text) throws IOException {
    Path real = file.toRealPath();
    Path fresh = real.resolveSibling("." + real.getFileName() + ".plimsoll-new");
    Files.deleteIfExists(fresh);
    var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Files.createFile(fresh, mine);
    try (FileChannel out = FileChannel.open(fresh, WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      likeTheOld(real, fresh);
      out.force(true);
    }
    Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(real.getParent(), READ)) {
      folder.force(true);
    }
  }

  private static void likeTheOld(Path old, Path fresh) throws IOException {
    PosixFileAttributes was = Files.readAttributes(old, PosixFileAttributes.class);
    var view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
    PosixFileAttributes is = view.readAttributes();
    if (!was.group().equals(is.group())) {
      view.setGroup(was.group());
    }
    if (!was.owner().equals(is.owner())) {
      try {
        view.setOwner(was.owner());
      } catch (FileSystemException e) {
        if (!readByGroup(was)) {
          throw e;
        }
      }
    }
    view.setPermissions(was.permissions());
  }

  private static boolean readByGroup(PosixFileAttributes file) {
    return file.permissions().contains(PosixFilePermission.GROUP_READ)
        || file.permissions().contains(PosixFilePermission.OTHERS_READ);
  }

  /** Why it could not be changed, as a clause; empty when nothing is in the way. */
  Optional<String> obstacle() {
    try {
      Path real = file.toRealPath();
      if (!Files.isReadable(real)) {
        return Optional.of(file + " cannot be read by this user");
      }
      if (!Files.isWritable(real) || !Files.isWritable(real.getParent())) {
        return Optional.of(file + " or its folder cannot be written by this user");
      }
      PosixFileAttributes is = Files.readAttributes(real, PosixFileAttributes.class);
      String user = System.getProperty("user.name");
      return user.equals("root") || is.owner().getName().equals(user) || readByGroup(is)
          ? Optional.empty()
          : Optional.of(file + " belongs to another user, who could not read it once it is new");
    } catch (IOException e) {
      return Optional.of(file + " cannot be examined: " + e.getClass().getSimpleName());
    }
  }

  /**
   * Runs the work while nobody else changes the file.
   *
   * @throws IOException also when another writer does not finish in time
   */
  <T> T alone(Work<T> work) throws IOException {
    Path real = file.toRealPath();
    ReentrantLock within = WITHIN.computeIfAbsent(real, path -> new ReentrantLock());
    if (!within.tryLock() && !waited(within)) {
      throw new IOException("another thread of this process holds " + real);
    }
    Path beside = real.resolveSibling(real.getFileName() + ".plimsoll-lock");
    try (FileChannel channel = FileChannel.open(beside, CREATE, READ, WRITE)) {
      hold(channel);
      return work.run();
    } finally {
      within.unlock();
    }
  }

  private boolean waited(ReentrantLock lock) throws IOException {
    try {
      return lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the file", e);
    }
  }

  /**
   * Until the channel is closed. Leaves its process id in the lock file, so that a person can end a
   * holder that hangs.
   */
  private void hold(FileChannel channel) throws IOException {
    long tries = 1 + patience.toMillis() / LOCK_PAUSE_MILLIS;
    for (long attempt = 1; attempt <= tries; attempt++) {
      if (channel.tryLock() != null) {
        byte[] holder = ("process " + ProcessHandle.current().pid()).getBytes(ISO_8859_1);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(holder), 0);
        return;
      }
      sleep();
    }
    ByteBuffer holder = ByteBuffer.allocate(100);
    channel.read(holder, 0);
    String who = new String(holder.array(), 0, holder.position(), ISO_8859_1);
    throw new IOException("%s is held by %s; end it, then try again".formatted(file, who));
  }

  private static void sleep() throws IOException {
    try {
      Thread.sleep(LOCK_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the file", e);
    }
  }
}
