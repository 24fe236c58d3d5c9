package io.plimsoll.plan;

import io.plimsoll.common.GuardId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with a document, at most one problem per place in it. */
final class Problems {
  private final YamlDocument document;
  private final List<Problem> found = new ArrayList<>();
  private final Set<String> blamed = new HashSet<>();

  Problems(YamlDocument document, List<Problem> fromReading) {
    this.document = document;
    found.addAll(fromReading);
    fromReading.forEach(problem -> blamed.add(problem.path()));
  }

  /** Ignored when the path has its problem already, because one mistake is said once. */
  void add(String path, String message) {
    if (blamed.add(path)) {
      Place place = document.place(path);
      found.add(new Problem(place.file(), place.line(), place.column(), path, message));
    }
  }

  void add(GuardId guard, String path, String message) {
    add(path, guard + " " + message);
  }

  boolean blames(String path) {
    return blamed.contains(path);
  }

  /** In the order of the file. */
  List<Problem> list() {
    return found.stream()
        .sorted(
            Comparator.comparing(Problem::file)
                .thenComparingInt(Problem::line)
                .thenComparingInt(Problem::column))
        .toList();
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidFileException(list());
    }
  }
}
