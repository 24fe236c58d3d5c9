package io.plimsoll.plan;

import io.plimsoll.plan.Advisory.Range;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Reads lists of advisories: the one every installation has, and those of its owner. */
public final class AdvisoryList {
  private static final PublishedSchema SCHEMA = PublishedSchema.load("advisories.schema.json");
  private static final String SHIPPED = "/io/plimsoll/config/advisories.yaml";

  private AdvisoryList() {}

  /** The list built into the jar. */
  public static List<Advisory> shipped() {
    try (InputStream in = AdvisoryList.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + SHIPPED);
      }
      return read(
          "built-in advisories.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + SHIPPED, e);
    }
  }

  /** Throws {@link InvalidFileException} with everything that is wrong. */
  public static List<Advisory> read(Path file) {
    return read(file.toString(), TextFile.read(file));
  }

  static List<Advisory> read(String fileName, String text) {
    YamlReading.Result reading = YamlReading.read(fileName, text);
    var problems = new Problems(reading.document(), reading.problems());
    SCHEMA.check(reading.document(), problems);
    var root = new Section(reading.document().root(), DocumentPath.ROOT, problems);
    var seen = new HashSet<String>();
    var all = new ArrayList<Advisory>();
    for (Section item : root.items("advisories")) {
      if (!seen.add(item.text("id"))) {
        item.problem("id", Wording.expected(Wording.quoted(item.text("id")) + " again", "it once"));
      }
      all.add(advisory(item));
    }
    problems.throwIfAny();
    return all;
  }

  private static Advisory advisory(Section item) {
    return new Advisory(
        item.text("id"),
        item.text("product").strip(),
        item.items("versions").stream().flatMap(range -> range(range).stream()).toList(),
        item.text("breaks").strip(),
        item.day("since").orElse(LocalDate.EPOCH),
        item.text("source"));
  }

  private static Optional<Range> range(Section item) {
    Optional<ServerVersion> from = ServerVersion.of(item.text("from"));
    Optional<ServerVersion> before = ServerVersion.of(item.text("before"));
    if (from.isEmpty() || before.isEmpty()) {
      return Optional.empty();
    }
    if (from.get().compareTo(before.get()) >= 0) {
      item.problem(
          "before",
          Wording.expected(
              Wording.quoted(item.text("before")), "a version after " + item.text("from")));
    }
    return Optional.of(new Range(from.get(), before.get()));
  }
}
