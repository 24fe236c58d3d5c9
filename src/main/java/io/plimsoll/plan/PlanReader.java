package io.plimsoll.plan;

import java.nio.file.Path;
import java.time.Clock;

/**
 * Reads plans. It never connects anywhere and knows no configuration: {@link PlanCheck} compares
 * the two.
 */
public final class PlanReader {
  private static final PublishedSchema SCHEMA = PublishedSchema.load("plan.schema.json");

  private final Clock clock;

  /**
   * @param clock says which day it is, for exclusions with an end. A run that goes on with its own
   *     plan reads it with a clock fixed at the run's start, or the plan would fail half way.
   */
  public PlanReader(Clock clock) {
    this.clock = clock;
  }

  /** Throws {@link InvalidFileException} with everything that is wrong. */
  public Plan read(Path file) {
    return read(file.toString(), TextFile.read(file));
  }

  /**
   * @param fileName how problems name the file
   */
  public Plan read(String fileName, String text) {
    YamlReading.Result reading = YamlReading.read(fileName, text);
    var problems = new Problems(reading.document(), reading.problems());
    SCHEMA.check(reading.document(), problems);
    var root = new Section(reading.document().root(), DocumentPath.ROOT, problems);
    Plan plan = new PlanParts(root, clock).plan(text);
    problems.throwIfAny();
    return plan;
  }
}
