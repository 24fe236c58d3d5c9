package io.plimsoll.scenario;

import io.plimsoll.report.Report;
import io.plimsoll.report.ReportFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code report.json} of a run says about content, read from the file as a stranger would. */
record Reported(Report.Summary summary, JsonNode json) {

  static Reported of(Scenario scenario, Scenario.Result result) {
    Report report = result.workplace().reports().build(result.run().id());
    Path file = ReportFiles.write(report, scenario.home().resolve("report")).json();
    try {
      return new Reported(
          report.summary(), JsonMapper.builder().build().readTree(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kind key [columns]}, sorted; a keyless row's hash is a star. */
  List<String> differences() {
    return rows("differences")
        .map(
            row ->
                "%s %s %s"
                    .formatted(
                        text(row, "kind"),
                        text(row, "key").replaceFirst("^row [0-9a-f]{32}$", "row *"),
                        StreamSupport.stream(row.at("/values/columns/value").spliterator(), false)
                            .map(JsonNode::asString)
                            .toList()))
        .sorted()
        .toList();
  }

  /** Objects that differ with their exact total, {@code shard object total}. */
  List<String> totals() {
    return rows("objects")
        .filter(row -> row.at("/values/rowsDiffering/value").asLong() != 0)
        .map(
            row ->
                "%s %s %s"
                    .formatted(
                        text(row, "shard"),
                        text(row, "object"),
                        row.at("/values/rowsDiffering/value").asLong()))
        .toList();
  }

  /** {@code found of injected}, of each shard's newest verification. */
  List<String> seededErrors() {
    return rows("shards").map(row -> text(row, "seededErrors")).toList();
  }

  private Stream<JsonNode> rows(String table) {
    JsonNode tables = json.at("/sections/content/tables");
    JsonNode found =
        StreamSupport.stream(tables.spliterator(), false)
            .filter(t -> t.get("name").asString().equals(table))
            .findFirst()
            .orElseThrow();
    return StreamSupport.stream(found.get("rows").spliterator(), false);
  }

  private static String text(JsonNode row, String value) {
    return row.at("/values/" + value + "/text").asString();
  }
}
