package io.plimsoll.report;

import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.report.Report.RawFact;
import io.plimsoll.report.Report.Row;
import io.plimsoll.report.Report.Table;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The parts of the page that repeat: badges, values, tables, pointers to the evidence. */
final class PageParts {
  /** Longer cells wrap instead of widening their table. */
  private static final int LONG_TEXT = 40;

  private final Html html;
  private final Map<String, Integer> numbers = new HashMap<>();

  PageParts(Html html, List<RawFact> evidence) {
    this.html = html;
    evidence.forEach(fact -> numbers.putIfAbsent(fact.id(), numbers.size() + 1));
  }

  /** A word; the style sheet puts its icon before it, so that colour never speaks alone. */
  void badge(Status status) {
    html.element("b", name(status), "class", name(status));
  }

  private static String name(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  void values(Map<String, Value> values) {
    if (values.isEmpty()) {
      return;
    }
    html.open("dl", "class", "values");
    for (Value value : values.values()) {
      html.open("div").element("dt", value.label()).open("dd");
      if (value.text().contains("\n")) {
        html.element("pre", value.text(), "tabindex", "0", "aria-label", value.label());
      } else {
        html.element("bdi", value.text());
      }
      if (value.status() != Status.PASS) {
        html.text(" ");
        badge(value.status());
      }
      pointers(List.of(value));
      html.close().close();
    }
    html.close();
  }

  void table(Table table) {
    List<Row> rows = table.rows();
    if (rows.isEmpty()) {
      html.open("p").element("b", table.caption()).text(": " + table.none()).close();
    } else if (rows.stream().allMatch(PageParts::isMissing)) {
      html.open("p").element("b", table.caption()).text(" ");
      badge(Status.MISSING);
      html.text(" It has not happened, or left no evidence.").close();
    } else {
      filled(table);
    }
  }

  private void filled(Table table) {
    Map<String, String> columns = new LinkedHashMap<>();
    table.rows().forEach(row -> row.values().forEach((k, v) -> columns.put(k, v.label())));
    openTable(table.caption());
    html.open("thead").open("tr");
    Map<String, Value> sample = table.rows().get(0).values();
    boolean first = true;
    for (Map.Entry<String, String> column : columns.entrySet()) {
      Value value = sample.get(column.getKey());
      columnHead(column.getValue(), value != null && value.value().isNumber());
      if (first) {
        columnHead("Status", false);
      }
      first = false;
    }
    columnHead("Evidence", false);
    html.close().close().open("tbody");
    table.rows().stream().limit(ReportPage.ROWS_ON_PAGE).forEach(row -> row(row, columns.keySet()));
    closeTable(table.rows().size());
  }

  /** Heads stand over their numbers: those are aligned right. */
  void columnHead(String label, boolean number) {
    if (number) {
      html.element("th", label, "scope", "col", "class", "n");
    } else {
      html.element("th", label, "scope", "col");
    }
  }

  void openTable(String caption) {
    html.open("div", "class", "box", "role", "region", "tabindex", "0", "aria-label", caption);
    html.open("table").element("caption", caption);
  }

  /** The columns in order; {@code numbers} says how many of the last hold numbers. */
  void head(List<String> columns, int numbers) {
    html.open("thead").open("tr");
    for (int i = 0; i < columns.size(); i++) {
      columnHead(columns.get(i), i >= columns.size() - numbers);
    }
    html.close().close().open("tbody");
  }

  /**
   * @param rows how many there are in the document
   */
  void closeTable(int rows) {
    html.close().close().close();
    if (rows > ReportPage.ROWS_ON_PAGE) {
      String left = Show.count(rows - ReportPage.ROWS_ON_PAGE, "more row");
      html.element("p", left + " in report.json.", "class", "note");
    }
  }

  private void row(Row row, Collection<String> columns) {
    html.open("tr");
    boolean first = true;
    for (String column : columns) {
      Value value = row.values().get(column);
      if (value == null) {
        html.element("td", "");
      } else if (first) {
        html.open("th", "scope", "row").element("bdi", value.text()).close();
      } else {
        cell(value);
      }
      if (first) {
        html.open("td");
        badge(Sectioning.worst(row.values().values()));
        html.close();
      }
      first = false;
    }
    html.open("td");
    pointers(row.values().values());
    html.close().close();
  }

  private void cell(Value value) {
    String judged = value.status() == Status.PASS ? "" : name(value.status());
    String kinds = (kind(value) + " " + judged).strip();
    if (kinds.isEmpty()) {
      html.element("td", value.text());
    } else {
      html.element("td", value.text(), "class", kinds);
    }
  }

  private static String kind(Value value) {
    if (value.value().isNumber()) {
      return "n";
    }
    if (value.text().matches("[0-9a-f]{32,64}")) {
      return "hex";
    }
    return value.text().length() > LONG_TEXT ? "long" : "";
  }

  private void pointers(Collection<Value> values) {
    values.stream()
        .flatMap(value -> value.evidence().stream())
        .distinct()
        .filter(id -> !id.equals(Material.PLAN_ID) || values.size() == 1)
        .forEach(this::pointer);
  }

  private void pointer(String id) {
    Integer number = numbers.get(id);
    if (number == null) {
      throw new IllegalStateException("a value points to evidence that is not there: " + id);
    }
    html.text(" ");
    html.element("a", "[" + number + "]", "href", "#e" + number);
  }

  /** A row that names its shard and knows nothing more. */
  private static boolean isMissing(Row row) {
    List<Value> measured =
        row.values().entrySet().stream()
            .filter(entry -> !entry.getKey().equals("shard") && !entry.getKey().equals("role"))
            .map(Map.Entry::getValue)
            .toList();
    return !measured.isEmpty()
        && measured.stream().allMatch(value -> value.status() == Status.MISSING);
  }
}
