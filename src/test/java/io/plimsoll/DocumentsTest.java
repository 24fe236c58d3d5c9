package io.plimsoll;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.cli.CommandWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What people read leads somewhere, can be typed, and explains every key. */
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern SAID = Pattern.compile("'(plimsoll [^'%\"]*)");

  /** Where a schema only narrows what is described elsewhere. */
  private static final Set<String> NARROWING = Set.of("if", "then", "else", "prefixItems");

  private static List<Path> documents() throws IOException {
    var all = new ArrayList<Path>();
    all.add(Path.of("README.md"));
    for (String folder : List.of("runbooks", "src/docs")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(all::add);
      }
    }
    return all;
  }

  @TestFactory
  Stream<DynamicTest> linksLeadSomewhere() throws IOException {
    return documents().stream()
        .map(file -> DynamicTest.dynamicTest(file.toString(), () -> requireLinks(file)));
  }

  private static void requireLinks(Path file) throws IOException {
    for (var found : LINK.matcher(Files.readString(file)).results().toList()) {
      String target = found.group(1);
      if (target.startsWith("https://")) {
        continue;
      }
      String[] parts = target.split("#", 2);
      Path to = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
      assertThat(to).as("link %s", target).exists();
      if (parts.length == 2) {
        assertThat(anchors(to)).as("link %s", target).contains(parts[1]);
      }
    }
  }

  private static List<String> anchors(Path file) throws IOException {
    return Files.readString(file)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void everyCommandShownCanBeTyped() throws IOException {
    var words = new CommandWords();
    var wrong = new ArrayList<String>();
    for (Path file : documents()) {
      CommandWords.shownIn(Files.readString(file))
          .map(words::problem)
          .flatMap(Optional::stream)
          .forEach(problem -> wrong.add(file + ": " + problem));
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyCommandTheProgramAdvisesCanBeTyped() throws IOException {
    var words = new CommandWords();
    var wrong = new ArrayList<String>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        SAID.matcher(Files.readString(file))
            .results()
            .map(found -> words.problem(found.group(1).strip()))
            .flatMap(Optional::stream)
            .forEach(problem -> wrong.add(file + ": " + problem));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> everyKeyOfTheSchemasIsDescribed() {
    return Stream.of("plan", "plimsoll", "advisories", "manifest", "report")
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      Path file = Path.of("config", name + ".schema.json");
                      JsonNode schema =
                          JsonMapper.builder().build().readTree(Files.readString(file));
                      var silent = new ArrayList<String>();
                      walk(schema, schema, "", silent);
                      assertThat(silent).isEmpty();
                    }));
  }

  private static void walk(JsonNode at, JsonNode root, String path, List<String> silent) {
    boolean narrows = at.has("$ref");
    at.path("properties")
        .properties()
        .forEach(
            key -> {
              if (!narrows && !described(key.getValue(), root)) {
                silent.add(path + "/" + key.getKey());
              }
            });
    at.properties().stream()
        .filter(entry -> !NARROWING.contains(entry.getKey()))
        .filter(entry -> !(narrows && entry.getKey().equals("properties")))
        .forEach(entry -> walk(entry.getValue(), root, path + "/" + entry.getKey(), silent));
    for (int i = 0; at.isArray() && i < at.size(); i++) {
      walk(at.get(i), root, path + "/" + i, silent);
    }
  }

  private static boolean described(JsonNode rule, JsonNode root) {
    if (!rule.path("description").asString("").isBlank()) {
      return true;
    }
    String reference = rule.path("$ref").asString("");
    return !reference.isEmpty() && described(root.at(reference.substring(1)), root);
  }

  @Test
  void decisionsAreNumberedWithoutGapsAndSayWhy() throws IOException {
    List<Path> decisions;
    try (Stream<Path> files = Files.list(Path.of("src/docs/decisions"))) {
      decisions = files.sorted().toList();
    }
    for (int i = 0; i < decisions.size(); i++) {
      String number = "%04d".formatted(i + 1);
      assertThat(decisions.get(i).getFileName().toString()).startsWith(number + "-");
      assertThat(Files.readString(decisions.get(i)))
          .startsWith("# " + number + " ")
          .containsSubsequence("## Decision", "## Rationale", "## Consequences");
    }
  }
}
