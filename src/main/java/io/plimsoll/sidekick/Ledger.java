package io.plimsoll.sidekick;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;

/**
 * Writes every phone's intents and acknowledgements to one file outside the databases: a line each,
 * with the operating system before the phone goes on, on disk when closed. Only appends; an earlier
 * ledger is continued.
 */
final class Ledger implements AutoCloseable {
  private final Path file;
  private final Clock clock;
  private final FileChannel channel;
  private long last;

  private Ledger(Path file, Clock clock, FileChannel channel, long last) {
    this.file = file;
    this.clock = clock;
    this.channel = channel;
    this.last = last;
  }

  static Ledger open(Path file, Clock clock) {
    try {
      long last = Files.exists(file) ? LedgerBook.read(file).lastNumber() : 0;
      endLine(file);
      var channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      return new Ledger(file, clock, channel, last);
    } catch (IOException e) {
      throw new SidekickRefusal("ledger %s: cannot be written: %s".formatted(file, e.getMessage()));
    }
  }

  synchronized long nextNumber() {
    return ++last;
  }

  synchronized void write(
      LedgerLine.Step step, long number, LedgerLine.Place place, LedgerLine.Content content) {
    String line = new LedgerLine(step, number, clock.millis(), place, content).text();
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new SidekickException(
          "ledger %s: line not written, the phones stop: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public synchronized void close() {
    try (channel) {
      channel.force(true);
    } catch (IOException e) {
      throw new SidekickException("ledger %s: not on disk: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** A line that a crash cut off must not swallow the next one. */
  private static void endLine(Path file) throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return;
    }
    try (var end = new RandomAccessFile(file.toFile(), "rw")) {
      end.seek(end.length() - 1);
      if (end.read() != '\n') {
        end.write('\n');
      }
    }
  }
}
