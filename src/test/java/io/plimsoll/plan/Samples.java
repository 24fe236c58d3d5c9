package io.plimsoll.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.assertj.core.api.Assertions;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The sample plans and small ways to spoil them. */
final class Samples {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
  static final YAMLMapper YAML = YAMLMapper.builder().build();

  private Samples() {}

  static String sidekick() {
    return text(Path.of("migrations", "sidekick", "plan.yaml"));
  }

  /** The sample as a frozen move. */
  static String frozen() {
    return capture("mode: frozen, outage: 2h");
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode tree() {
    return (ObjectNode) YAML.readTree(frozen());
  }

  static Plan read(String text) {
    return new PlanReader(CLOCK).read("plan.yaml", text);
  }

  static Plan read(ObjectNode tree) {
    return read(YAML.writeValueAsString(tree));
  }

  /** The frozen sample with one piece of its text exchanged. */
  static String with(String old, String replacement) {
    String sample = frozen();
    Assertions.assertThat(sample).contains(old);
    return sample.replace(old, replacement);
  }

  /** The sample with another {@code capture}. */
  static String capture(String written) {
    String line = "(?m)^  capture: .*$";
    return sidekick().replaceFirst(line, "  capture: {" + written + "}");
  }

  static List<Problem> problems(String text) {
    try {
      read(text);
      return List.of();
    } catch (InvalidFileException e) {
      return e.problems();
    }
  }

  static List<String> messages(String text) {
    return problems(text).stream().map(Problem::text).toList();
  }
}
