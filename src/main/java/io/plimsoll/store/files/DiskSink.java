package io.plimsoll.store.files;

import io.plimsoll.common.Digest;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Vault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** One file on its way into the vault, hashed as it goes. */
final class DiskSink implements Vault.FileSink {
  private final Disk disk;
  private final String name;
  private final Path file;
  private final FileChannel channel;
  private final MessageDigest digest = Digest.sha256();
  private long bytes;
  private boolean finished;

  DiskSink(Disk disk, String name, Path file) {
    this.disk = disk;
    this.name = name;
    this.file = file;
    try {
      this.channel = disk.create(file);
    } catch (IOException e) {
      throw Disk.full(e) ? noRoom(0, e) : disk.failed("cannot create", file, e);
    }
  }

  @Override
  public void accept(byte[] block, int offset, int length) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(block, offset, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw dropped(length, e);
    }
    digest.update(block, offset, length);
    bytes += length;
  }

  @Override
  public Vault.Written finish() {
    try {
      channel.force(true);
      channel.close();
      disk.name(file);
    } catch (IOException e) {
      throw dropped(0, e);
    }
    finished = true;
    return new Vault.Written(name, bytes, Digest.of(digest));
  }

  @Override
  public void close() {
    if (finished) {
      return;
    }
    try {
      channel.close();
      Files.deleteIfExists(Disk.partial(file));
    } catch (IOException e) {
      throw disk.failed("cannot remove the partial", file, e);
    }
  }

  /** A full disk must get its space back at once, or nothing else can finish on it either. */
  private StoreException dropped(int pending, IOException cause) {
    StoreException failure =
        Disk.full(cause) ? noRoom(pending, cause) : disk.failed("cannot write", file, cause);
    try {
      close();
    } catch (StoreException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private StoreException noRoom(int pending, IOException cause) {
    return new StoreException(
        "vault %s is full: %s needs more than the %d bytes written so far (%d more at once)"
            .formatted(disk.vault(), file, bytes, pending),
        false,
        cause);
  }
}
