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
  private final Html html;
  private final Map<String, Integer> numbers = new HashMap<>();

  PageParts(Html html, List<RawFact> evidence) {
    this.html = html;
    evidence.forEach(fact -> numbers.putIfAbsent(fact.id(), numbers.size() + 1));
  }

  /** Word and icon, never colour alone. */
  void badge(Status status) {
    String name = status.name().toLowerCase(Locale.ROOT);
    html.open("span", "class", "badge " + name);
    html.element("span", ReportPage.icon(status), "aria-hidden", "true").text(" " + name).close();
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
    columns.values().forEach(label -> html.element("th", label, "scope", "col"));
    html.element("th", "Status", "scope", "col").element("th", "Evidence", "scope", "col");
    html.close().close().open("tbody");
    table.rows().stream().limit(ReportPage.ROWS_ON_PAGE).forEach(row -> row(row, columns.keySet()));
    closeTable(table.rows().size());
  }

  void openTable(String caption) {
    html.open("div", "class", "box", "role", "region", "tabindex", "0", "aria-label", caption);
    html.open("table").element("caption", caption);
  }

  void head(List<String> columns) {
    html.open("thead").open("tr");
    columns.forEach(label -> html.element("th", label, "scope", "col"));
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
      first = false;
    }
    html.open("td");
    badge(Sectioning.worst(row.values().values()));
    html.close().open("td");
    pointers(row.values().values());
    html.close().close();
  }

  private void cell(Value value) {
    String kind =
        value.value().isNumber()
            ? "n"
            : value.text().matches("[0-9a-f]{32,64}")
                ? "hex"
                : value.text().length() > 40 ? "long" : "";
    html.open("td");
    boolean plain = value.status() == Status.PASS;
    String status = plain ? "" : value.status().name().toLowerCase(Locale.ROOT);
    html.open("span", "class", (kind + " " + status).strip());
    if (!plain) {
      html.element("span", ReportPage.icon(value.status()) + " ", "aria-hidden", "true");
    }
    html.text(value.text()).close().close();
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
    html.element("a", "[" + number + "]", "href", "#e" + number, "class", "ref");
  }

  /** A row that names its shard and knows nothing more. */
  private static boolean isMissing(Row row) {
    return row.values().size() > 1
        && row.values().entrySet().stream()
            .filter(entry -> !entry.getKey().equals("shard") && !entry.getKey().equals("role"))
            .allMatch(entry -> entry.getValue().status() == Status.MISSING);
  }
}
