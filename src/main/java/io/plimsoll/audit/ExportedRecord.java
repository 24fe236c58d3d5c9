package io.plimsoll.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** The file {@code events.jsonl}: a line per event, {@code {"event":{…},"hash":"…"}}. */
public final class ExportedRecord implements AuditRecord {
  private final Path file;

  public ExportedRecord(Path file) {
    this.file = file;
  }

  @Override
  public void read(Consumer<Line> each) {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String text;
      for (long number = 1; (text = lines.readLine()) != null; number++) {
        each.accept(line("%s line %d".formatted(file, number), text));
      }
    } catch (IOException e) {
      throw new AuditException("%s cannot be read: %s".formatted(file, e), e);
    } catch (UncheckedIOException e) {
      throw new AuditException("%s cannot be read: %s".formatted(file, e.getCause()), e);
    }
  }

  static String text(Line line) {
    return "{\"event\":%s,\"hash\":\"%s\"}".formatted(line.event(), line.hash());
  }

  private static Line line(String where, String text) {
    try {
      return line(where, text, AuditJson.read(text));
    } catch (RuntimeException e) {
      return new Line(where, text, "");
    }
  }

  /** Whatever else stands in the text would be covered by no hash. */
  static Line line(String where, String text, JsonNode json) {
    var line = new Line(where, json.path("event").toString(), json.path("hash").asString(""));
    return text(line).equals(text) ? line : new Line(where, text, "");
  }

  @Override
  public Optional<Head> head() {
    return Optional.empty();
  }
}
