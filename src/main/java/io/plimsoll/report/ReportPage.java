package io.plimsoll.report;

import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.report.Report.ObjectSummary;
import io.plimsoll.report.Report.RawFact;
import io.plimsoll.report.Report.Section;
import io.plimsoll.report.Report.Sections;
import io.plimsoll.report.Report.Summary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The report as one self-contained page, for a phone at night and for a printer: the outcome first,
 * then what is most often asked. It shows what {@code report.json} says and nothing else.
 */
final class ReportPage {
  /** Longer tables are cut on the page, with the number left out; the document has all rows. */
  static final int ROWS_ON_PAGE = 200;

  private final Report report;
  private final Html html = new Html();
  private final PageParts parts;

  private ReportPage(Report report) {
    this.report = report;
    this.parts = new PageParts(html, report.evidence());
  }

  static String render(Report report) {
    return new ReportPage(report).page();
  }

  private String page() {
    Summary summary = report.summary();
    html.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en");
    html.open("head").empty("meta", "charset", "utf-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'");
    html.element("title", summary.run() + ": " + word(summary.tone()) + " – Plimsoll report");
    html.style(css()).close();
    html.open("body");
    header(summary);
    html.open("main");
    outcome(summary);
    figures(summary);
    objects(summary);
    contents();
    inReadingOrder(report.sections()).forEach(this::section);
    evidence();
    html.close();
    html.element(
        "footer",
        "Built %s by %s. The same run as report.json, with every raw fact."
            .formatted(Show.at(report.builtAt()), report.tool()));
    return html.close().close().finished() + "\n";
  }

  private void header(Summary summary) {
    html.open("header").element("span", "Plimsoll report", "class", "brand");
    html.open("span").text("run ").element("code", summary.run()).close();
    Value plan = report.sections().identity().values().get("plan");
    html.open("span").text("plan ").element("bdi", plan.text()).close().close();
  }

  private void outcome(Summary summary) {
    String tone = summary.tone().name().toLowerCase(Locale.ROOT).replace('_', '-');
    html.open("section", "class", "outcome " + tone, "aria-labelledby", "outcome");
    html.open("h1", "id", "outcome");
    html.element("span", icon(summary.tone()), "aria-hidden", "true", "class", "icon");
    html.text(word(summary.tone())).close();
    html.element("p", summary.outcome(), "class", "sentence");
    html.open("p", "class", "state").text("State ").element("b", summary.state().name());
    html.text(" · Verdict ").element("b", Show.verdict(summary.verdict())).close();
    waivers();
    html.element("h2", "What to do now");
    if (summary.next().isEmpty()) {
      html.element("p", "Nothing is left to do.");
    } else {
      html.open("ul");
      summary.next().forEach(step -> html.element("li", step));
      html.close();
    }
    html.close();
  }

  /** A waiver is never only in the small print. */
  private void waivers() {
    List<String> waived =
        Stream.of(report.sections().decisions(), report.sections().scope())
            .flatMap(section -> section.tables().stream())
            .filter(table -> table.name().equals("waivers") || table.name().equals("excluded"))
            .flatMap(table -> table.rows().stream().map(row -> waived(table.name(), row)))
            .distinct()
            .toList();
    if (!waived.isEmpty()) {
      html.open("p");
      parts.badge(Status.WAIVED);
      html.element("span", " " + String.join(", ", waived), "class", "red").close();
    }
  }

  private static String waived(String table, Report.Row row) {
    String first = row.values().values().iterator().next().text();
    return table.equals("excluded") ? "left behind: " + first : first;
  }

  private static String word(Report.Tone tone) {
    return switch (tone) {
      case DONE -> "Done";
      case RUNNING -> "Running";
      case WAITING -> "Waits for you";
      case ROLLED_BACK -> "Rolled back";
      case ACT_NOW -> "Act now";
    };
  }

  private static String icon(Report.Tone tone) {
    return switch (tone) {
      case DONE -> "✔";
      case RUNNING -> "▶";
      case WAITING -> "‖";
      case ROLLED_BACK -> "↩";
      case ACT_NOW -> "✖";
    };
  }

  private void figures(Summary summary) {
    html.open("section", "aria-label", "Four numbers").open("dl", "class", "figures");
    figure("Rows compared", summary.figures().rowsCompared().map(Show::number));
    figure("Rows differing", summary.figures().rowsDiffering().map(Show::number));
    if (summary.live()) {
      figure("Longest block at cut-over", summary.figures().blockMillis().map(Show::millis));
    } else {
      figure("Writes refused for", summary.figures().refusedMillis().map(Show::millis));
    }
    figure("Records lost", summary.figures().recordsLost().map(Show::number));
    html.close().close();
  }

  private void figure(String label, Optional<String> number) {
    html.open("div").element("dt", label);
    html.element("dd", number.orElse("not verified"), "class", number.isEmpty() ? "none" : "n");
    html.close();
  }

  private void objects(Summary summary) {
    html.open("section", "aria-labelledby", "objects").element("h2", "Objects", "id", "objects");
    List<ObjectSummary> objects = summary.objects();
    if (objects.isEmpty()) {
      html.element("p", "No object has been resolved yet.");
    } else {
      parts.openTable("As last verified; what differs comes first");
      parts.head(
          List.of("Shard", "Object", "Status", "Differing", "Source rows", "Target rows"), 3);
      objects.stream()
          .sorted(Comparator.comparing((ObjectSummary o) -> o.status() != Status.FAIL))
          .limit(ROWS_ON_PAGE)
          .forEach(this::object);
      parts.closeTable(objects.size());
    }
    html.close();
  }

  private void object(ObjectSummary object) {
    html.open("tr").element("td", object.shard());
    html.open("th", "scope", "row").element("bdi", object.object()).close();
    html.open("td");
    parts.badge(object.status());
    html.close();
    number(object.rowsDiffering());
    number(object.sourceRows());
    number(object.targetRows());
    html.close();
  }

  private void number(Optional<Long> number) {
    html.element("td", number.map(Show::number).orElse("–"), "class", "n");
  }

  private void contents() {
    html.open("nav", "aria-label", "Contents").open("ul");
    for (Section section : inReadingOrder(report.sections())) {
      html.open("li").element("a", section.title(), "href", "#" + section.id()).text(" ");
      parts.badge(section.status());
      html.close();
    }
    html.open("li").element("a", "Evidence", "href", "#evidence").close();
    html.close().close();
  }

  /** What is asked first at night comes first; what an auditor looks up comes last. */
  private static List<Section> inReadingOrder(Sections all) {
    return List.of(
        all.customers(),
        all.decisions(),
        all.content(),
        all.cutOver(),
        all.rollback(),
        all.backup(),
        all.rehearsals(),
        all.aftermath(),
        all.decommission(),
        all.steps(),
        all.scope(),
        all.endpoints(),
        all.identity());
  }

  private void section(Section section) {
    html.open("section", "id", section.id(), "aria-labelledby", section.id() + "-title");
    html.open("h2", "id", section.id() + "-title").text(section.title() + " ");
    parts.badge(section.status());
    html.close();
    section.notes().forEach(note -> html.element("p", note, "class", "note"));
    parts.values(section.values());
    section.tables().forEach(parts::table);
    html.close();
  }

  private void evidence() {
    html.open("section", "id", "evidence", "aria-labelledby", "evidence-title");
    html.element("h2", "Evidence", "id", "evidence-title");
    html.element(
        "p",
        "Numbers in brackets above point here; the raw facts are in report.json under these names.",
        "class",
        "note");
    parts.openTable("What was measured, by whom and when");
    parts.head(List.of("No.", "Name", "Status", "Measured by", "Measured at"), 0);
    int number = 1;
    for (RawFact fact : report.evidence()) {
      html.open("tr", "id", "e" + number).element("td", Integer.toString(number++), "class", "n");
      html.open("th", "scope", "row").element("code", fact.id()).close().open("td");
      parts.badge(fact.status());
      html.close().element("td", fact.measuredBy()).element("td", Show.at(fact.measuredAt()));
      html.close();
    }
    parts.closeTable(0);
    html.close();
  }

  private static String css() {
    try (InputStream css = ReportPage.class.getResourceAsStream("report.css")) {
      if (css == null) {
        throw new IllegalStateException("report.css is not on the class path");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
