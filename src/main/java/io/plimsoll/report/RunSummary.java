package io.plimsoll.report;

import io.plimsoll.common.Verdict;
import io.plimsoll.run.RunState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code run --output json} prints: one object.
 *
 * @param report path of the report's page
 * @param blockMillis live, the longest a client waited at a cut-over
 */
public record RunSummary(
    String run,
    RunState state,
    Verdict verdict,
    boolean rolledBack,
    String report,
    String outcome,
    Optional<Long> recordsLost,
    Optional<Long> blockMillis,
    List<ObjectLine> objects) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Row counts are null where they were not measured. */
  public record ObjectLine(
      String shard,
      String object,
      Optional<Long> sourceRows,
      Optional<Long> targetRows,
      Optional<Long> rowsDiffering) {}

  public static RunSummary of(Report report, Path page) {
    Report.Summary summary = report.summary();
    return new RunSummary(
        summary.run(),
        summary.state(),
        summary.verdict(),
        summary.rolledBack(),
        page.toString(),
        summary.outcome(),
        summary.figures().recordsLost(),
        summary.figures().blockMillis(),
        summary.objects().stream()
            .map(
                o ->
                    new ObjectLine(
                        o.shard(), o.object(), o.sourceRows(), o.targetRows(), o.rowsDiffering()))
            .toList());
  }

  /** One line of JSON. */
  public String json() {
    return JSON.writeValueAsString(this);
  }
}
