package io.plimsoll.report;

import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunState;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a run did and what proves it: a document, not a view. {@code config/report.schema.json} is
 * its shape; instants are UTC, durations milliseconds, sizes bytes.
 *
 * @param schema the id of the published schema
 * @param builtAt when this document was put together
 * @param evidence the raw facts that values point into
 */
public record Report(
    String schema,
    String tool,
    Instant builtAt,
    Summary summary,
    Sections sections,
    List<RawFact> evidence) {

  /**
   * @param live whether clients write while their data moves
   * @param rolledBack whether the run went all the way back
   * @param outcome one sentence for people
   * @param next what to do now; empty when nothing is left to do
   */
  public record Summary(
      String run,
      RunState state,
      Verdict verdict,
      boolean live,
      boolean rolledBack,
      String outcome,
      Tone tone,
      List<String> next,
      Figures figures,
      List<ObjectSummary> objects) {}

  /** How the outcome is to be taken; the page shows it as word and icon. */
  public enum Tone {
    DONE,
    RUNNING,
    WAITING,
    ROLLED_BACK,
    ACT_NOW
  }

  /**
   * The numbers on top; empty when not measured, or not of this kind of move.
   *
   * @param rowsCompared rows of the source in the last full verification of each shard
   * @param rowsDiffering exact, over the newest verification of each shard
   * @param refusedMillis with a frozen source, how long clients were refused, the longest of all
   *     shards
   * @param blockMillis live, the longest a client waited at a cut-over, of all shards
   * @param recordsLost exact, or empty when it is not verified
   */
  public record Figures(
      Optional<Long> rowsCompared,
      Optional<Long> rowsDiffering,
      Optional<Long> refusedMillis,
      Optional<Long> blockMillis,
      Optional<Long> recordsLost) {}

  /** One object of one shard; row counts are empty when they were not measured. */
  public record ObjectSummary(
      String shard,
      String object,
      Optional<Long> sourceRows,
      Optional<Long> targetRows,
      Optional<Long> rowsDiffering,
      Status status) {}

  /** The chapters, in the order they are read. */
  public record Sections(
      Section identity,
      Section endpoints,
      Section scope,
      Section decisions,
      Section backup,
      Section rehearsals,
      Section steps,
      Section content,
      Section cutOver,
      Section rollback,
      Section aftermath,
      Section decommission,
      Section customers) {

    public List<Section> all() {
      return List.of(
          identity,
          endpoints,
          scope,
          decisions,
          backup,
          rehearsals,
          steps,
          content,
          cutOver,
          rollback,
          aftermath,
          decommission,
          customers);
    }
  }

  /**
   * @param status the worst of its values
   * @param notes sentences that hold for the section as a whole, not measurements
   */
  public record Section(
      String id,
      String title,
      Status status,
      List<String> notes,
      Map<String, Value> values,
      List<Table> tables) {
    public Section {
      notes = List.copyOf(notes);
      values = inOrder(values);
      tables = List.copyOf(tables);
    }
  }

  /**
   * @param none what it means that there is no row
   */
  public record Table(String name, String caption, String none, List<Row> rows) {
    public Table {
      rows = List.copyOf(rows);
    }
  }

  public record Row(Map<String, Value> values) {
    public Row {
      values = inOrder(values);
    }
  }

  /**
   * A measurement as it was recorded.
   *
   * @param id {@code stage/shard/name}; {@code -} where there is no shard
   * @param fact as it was recorded; a string when it is not JSON
   */
  public record RawFact(
      String id,
      String stage,
      Optional<String> shard,
      String name,
      Status status,
      String measuredBy,
      Instant measuredAt,
      JsonNode fact) {}

  static String evidenceId(StageName stage, Optional<String> shard, String name) {
    return stage.text() + "/" + shard.orElse("-") + "/" + name;
  }

  private static Map<String, Value> inOrder(Map<String, Value> values) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
