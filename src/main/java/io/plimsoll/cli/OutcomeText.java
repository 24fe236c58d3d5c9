package io.plimsoll.cli;

import io.plimsoll.report.Report;
import io.plimsoll.report.Report.ObjectSummary;

/** A report's essentials for a terminal: outcome, figures, objects. */
final class OutcomeText {
  private final Voice voice;

  OutcomeText(Voice voice) {
    this.voice = voice;
  }

  void print(Report report) {
    Report.Summary summary = report.summary();
    voice.print("%s: %s".formatted(summary.run(), summary.outcome()));
    Report.Figures figures = summary.figures();
    voice.print(
        "state %s · verdict %s · rows compared %s · rows differing %s · records lost %s"
            .formatted(
                Words.of(summary.state()),
                Words.of(summary.verdict()),
                Words.number(figures.rowsCompared()),
                Words.number(figures.rowsDiffering()),
                figures.recordsLost().map(Words::number).orElse("not verified")));
    if (summary.live()) {
      voice.print(
          "longest block at cut-over "
              + figures.blockMillis().map(ms -> Words.number(ms) + " ms").orElse("not verified"));
    }
    var table =
        new TextTable("shard", "object", "source rows", "target rows", "differing", "status");
    summary.objects().forEach(object -> row(table, object));
    if (!table.isEmpty()) {
      voice.print("");
      table.lines().forEach(voice::print);
      voice.print("");
    }
  }

  private static void row(TextTable table, ObjectSummary object) {
    table.row(
        object.shard(),
        object.object(),
        Words.number(object.sourceRows()),
        Words.number(object.targetRows()),
        Words.number(object.rowsDiffering()),
        Words.of(object.status()));
  }
}
