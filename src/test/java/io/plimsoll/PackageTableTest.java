package io.plimsoll;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's code map is what the packages say of themselves and may import. */
class PackageTableTest {
  private static final Path CODE = Path.of("src/main/java/io/plimsoll");

  @Test
  void readmeShowsEveryPackageWithItsImports() throws IOException {
    var table = new StringBuilder("| package | what it is | may import |\n|---|---|---|\n");
    for (String room : inDependencyOrder()) {
      table.append("| `%s` | %s | %s |\n".formatted(room, sentence(room), imports(room)));
    }
    table.append("| `app` | %s | all |\n".formatted(sentence("app")));
    ReadmeBlock.requireEqual("packages", table.toString());
  }

  @Test
  void everyPackageSaysWhatItIsAndItsInvariant() throws IOException {
    try (Stream<Path> files = Files.walk(CODE)) {
      List<Path> silent = new ArrayList<>();
      for (Path folder : files.filter(Files::isDirectory).toList()) {
        Path info = folder.resolve("package-info.java");
        boolean code = holdsCode(folder);
        if (code && !(Files.exists(info) && Files.readString(info).contains("<b>Invariant.</b>"))) {
          silent.add(folder);
        }
      }
      assertThat(silent).isEmpty();
    }
  }

  private static boolean holdsCode(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    }
  }

  /** A package stands below all that it may import; equals by name. */
  private static List<String> inDependencyOrder() {
    Map<String, Integer> depth = new TreeMap<>();
    ArchitectureTest.TABLE.keySet().forEach(room -> depth(room, depth));
    return depth.keySet().stream()
        .sorted(Comparator.<String>comparingInt(depth::get).thenComparing(room -> room))
        .toList();
  }

  private static int depth(String room, Map<String, Integer> known) {
    Integer found = known.get(room);
    if (found != null) {
      return found;
    }
    int below = allowed(room).mapToInt(other -> depth(other, known) + 1).max().orElse(0);
    known.put(room, below);
    return below;
  }

  private static Stream<String> allowed(String room) {
    return Arrays.stream(ArchitectureTest.TABLE.get(room).split(" ")).filter(s -> !s.isEmpty());
  }

  private static String imports(String room) {
    String all = allowed(room).map(other -> "`" + other + "`").collect(joining(" "));
    return all.isEmpty() ? "–" : all;
  }

  /** The first paragraph of the package's Javadoc. */
  private static String sentence(String room) throws IOException {
    String text = Files.readString(CODE.resolve(room.replace('.', '/') + "/package-info.java"));
    String paragraph = text.substring(text.indexOf("/**") + 3, text.indexOf("<p>"));
    return paragraph
        .replaceAll("(?m)^ \\*", "")
        .replaceAll("\\{@code ([^}]+)}", "`$1`")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
