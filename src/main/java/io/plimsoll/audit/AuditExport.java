package io.plimsoll.audit;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A folder that holds all that {@link LogVerifier} needs, for somebody without this machine. */
public record AuditExport(Path folder) {

  public Path events() {
    return folder.resolve("events.jsonl");
  }

  public Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  public Path key() {
    return folder.resolve("log.pub");
  }

  /**
   * Writes everything; replaces nothing.
   *
   * @param first the key that the log began with
   * @return how many events
   * @throws AuditException when there is an export already, or the folder cannot be written
   */
  public long write(AuditRecord record, List<StoredCheckpoint> checkpoints, VerifierKey first) {
    if (Files.exists(events()) || Files.exists(checkpoints()) || Files.exists(key())) {
      throw new AuditException(folder + " holds an export already; name another folder");
    }
    try {
      Files.createDirectories(checkpoints());
      for (int i = 0; i < checkpoints.size(); i++) {
        Files.writeString(
            checkpoints().resolve("%06d.checkpoint".formatted(i)), checkpoints.get(i).content());
      }
      Files.writeString(key(), first + "\n", StandardOpenOption.CREATE_NEW);
      return writeEvents(record);
    } catch (IOException e) {
      throw new AuditException("%s cannot be written: %s".formatted(folder, e), e);
    } catch (UncheckedIOException e) {
      throw new AuditException("%s cannot be written: %s".formatted(folder, e.getCause()), e);
    }
  }

  private long writeEvents(AuditRecord record) throws IOException {
    long[] count = {0};
    try (BufferedWriter out =
        Files.newBufferedWriter(
            events(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      record.read(
          line -> {
            try {
              out.write(ExportedRecord.text(line) + "\n");
              count[0]++;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return count[0];
  }
}
