package io.plimsoll.report;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Puts a report on disk: each file appears whole under its name, or not at all. */
public final class ReportFiles {
  private ReportFiles() {}

  /** Where the two files are. */
  public record Paths(Path json, Path html) {}

  /**
   * Writes {@code report.json} and {@code report.html}; older ones of the same name are replaced.
   *
   * @param dir created when it is not there
   * @throws UncheckedIOException when the directory cannot be written
   */
  public static Paths write(Report report, Path dir) {
    try {
      Files.createDirectories(dir);
      return new Paths(
          write(dir, "report.json", ReportJson.write(report)),
          write(dir, "report.html", ReportPage.render(report)));
    } catch (IOException e) {
      throw new UncheckedIOException("the report cannot be written to " + dir, e);
    }
  }

  private static Path write(Path dir, String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Path temporary = dir.resolve("." + name + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(temporary, CREATE_NEW, WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        // Without it a crash can leave the new name with no content.
        channel.force(true);
      }
      return Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
