package io.plimsoll.transfer;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.plimsoll.common.Digest;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Vault;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;

/**
 * One chunk at rest: a zstd file in a vault. Reading checks size and SHA-256 of what lies there and
 * the length of what comes out; it never hands on more than the manifest announces.
 */
final class ChunkFile {
  /** Level 1: the vault is fast, the source's outage is short. */
  private static final int LEVEL = 1;

  private static final int BLOCK = 128 * 1024;

  private ChunkFile() {}

  /** The compressing end of a file on its way into a vault; closing it ends the zstd frame. */
  static OutputStream compressing(Vault.FileSink file) throws IOException {
    var toFile =
        new OutputStream() {
          @Override
          public void write(int b) {
            file.accept(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] block, int offset, int length) {
            file.accept(block, offset, length);
          }
        };
    return new ZstdOutputStreamNoFinalizer(toFile, LEVEL).setChecksum(true);
  }

  /** Streams compressed bytes from a block sink; failures of the vault pass through. */
  static BlockSink into(OutputStream compressing) {
    return (block, offset, length) -> {
      try {
        compressing.write(block, offset, length);
      } catch (IOException e) {
        throw new TransferException("compressing failed: " + e.getMessage(), e);
      }
    };
  }

  /**
   * Streams the decompressed chunk.
   *
   * @param judged whether content is compared with the manifest; only a test says no
   * @throws TransferException naming file and chunk when it is not what the manifest says
   */
  static void read(
      Vault vault, String set, Manifest.Placed placed, BlockSink sink, boolean judged) {
    var rest = placed.chunk().file();
    try (var raw = new Hashing(open(vault, set, placed), rest.bytes())) {
      long length = decompress(raw, placed, sink);
      raw.drain();
      if (judged) {
        judge(placed, raw, length);
      }
    } catch (IOException e) {
      throw new TransferException(
          "vault %s: %s is damaged: %s".formatted(vault.name(), placed.text(), e.getMessage()), e);
    }
  }

  /** A file that is not there is damage; a vault that does not answer is not. */
  private static InputStream open(Vault vault, String set, Manifest.Placed placed) {
    try {
      return vault.read(set, placed.chunk().file().name());
    } catch (StoreException e) {
      if (e.worthAnotherTry()) {
        throw e;
      }
      throw new TransferException(
          "vault %s: %s cannot be read: %s".formatted(vault.name(), placed.text(), e.getMessage()),
          e);
    }
  }

  private static long decompress(InputStream raw, Manifest.Placed placed, BlockSink sink)
      throws IOException {
    long limit = placed.chunk().rawBytes();
    long length = 0;
    byte[] block = new byte[BLOCK];
    // Not closed: that would close the file, whose tail is still to be hashed; freed below.
    var plain = new ZstdInputStreamNoFinalizer(new Unclosed(raw));
    try (plain) {
      for (int n = plain.read(block); n >= 0; n = plain.read(block)) {
        length += n;
        if (length > limit) {
          throw new IOException(
              "it decompresses to more than the %d bytes announced".formatted(limit));
        }
        sink.accept(block, 0, n);
      }
    }
    return length;
  }

  private static void judge(Manifest.Placed placed, Hashing raw, long length) throws IOException {
    var rest = placed.chunk().file();
    Digest found = Digest.of(raw.digest);
    if (raw.count != rest.bytes() || !found.equals(rest.sha256())) {
      throw new IOException(
          "%d bytes with SHA-256 %s, the manifest says %d with %s"
              .formatted(raw.count, found.brief(), rest.bytes(), rest.sha256().brief()));
    }
    if (length != placed.chunk().rawBytes()) {
      throw new IOException(
          "it decompresses to %d bytes, the manifest says %d"
              .formatted(length, placed.chunk().rawBytes()));
    }
  }

  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // The owner of the file closes it.
    }
  }

  /** Hashes and counts what is read, up to just past the announced size. */
  private static final class Hashing extends FilterInputStream {
    final MessageDigest digest = Digest.sha256();
    long count;
    private final long announced;

    Hashing(InputStream in, long announced) {
      super(in);
      this.announced = announced;
    }

    @Override
    public int read(byte[] block, int offset, int length) throws IOException {
      int n = super.read(block, offset, length);
      if (n > 0) {
        digest.update(block, offset, n);
        count += n;
      }
      return n;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    void drain() throws IOException {
      byte[] block = new byte[BLOCK];
      while (count <= announced && read(block, 0, block.length) >= 0) {
        // What follows the zstd frame is hashed too: nothing in the file goes unseen.
      }
    }
  }
}
