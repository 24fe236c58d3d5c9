package io.plimsoll.cli;

import io.plimsoll.plan.EffectiveConfiguration;
import io.plimsoll.plan.InvalidFileException;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanCheck;
import io.plimsoll.plan.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads a plan and holds it against the configuration; every problem of both files at once. */
final class PlanFiles {
  private final Bench bench;

  PlanFiles(Bench bench) {
    this.bench = bench;
  }

  /**
   * The plan, valid and fitting.
   *
   * @throws InvalidFileException with everything that is wrong
   */
  Plan read(Path file) {
    var problems = new ArrayList<Problem>();
    Optional<Plan> plan = attempt(() -> bench.desk().plans().read(file), problems);
    Optional<EffectiveConfiguration> configuration =
        attempt(() -> bench.desk().configuration(bench.options().chosen()), problems);
    if (plan.isPresent() && configuration.isPresent()) {
      problems.addAll(
          PlanCheck.against(file.toString(), plan.get(), configuration.get().configuration()));
    }
    if (!problems.isEmpty()) {
      throw new InvalidFileException(problems);
    }
    return plan.orElseThrow();
  }

  private static <T> Optional<T> attempt(Supplier<T> reading, List<Problem> problems) {
    try {
      return Optional.of(reading.get());
    } catch (InvalidFileException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }
}
