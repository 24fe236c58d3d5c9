package io.plimsoll.report;

import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.report.Report.Row;
import io.plimsoll.report.Report.Section;
import io.plimsoll.report.Report.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts one section together and judges it by its worst value. */
final class Sectioning {
  private static final List<Status> WORST_FIRST =
      List.of(Status.FAIL, Status.UNVERIFIED, Status.MISSING, Status.WAIVED, Status.PASS);

  private final String id;
  private final String title;
  private final List<String> notes = new ArrayList<>();
  private Map<String, Value> values = new LinkedHashMap<>();
  private final List<Table> tables = new ArrayList<>();

  Sectioning(String id, String title) {
    this.id = id;
    this.title = title;
  }

  Sectioning note(String sentence) {
    notes.add(sentence);
    return this;
  }

  Sectioning values(Map<String, Value> collected) {
    values = collected;
    return this;
  }

  Sectioning table(String name, String caption, String none, List<Row> rows) {
    tables.add(new Table(name, caption, none, rows));
    return this;
  }

  /** A section that says nothing at all is MISSING. */
  Section section() {
    var all = new ArrayList<Value>(values.values());
    tables.forEach(table -> table.rows().forEach(row -> all.addAll(row.values().values())));
    return new Section(id, title, worst(all), notes, values, tables);
  }

  /** The worst of all; MISSING when there is nothing to judge. */
  static Status worst(Collection<Value> values) {
    return WORST_FIRST.stream()
        .filter(status -> values.stream().anyMatch(value -> value.status() == status))
        .findFirst()
        .orElse(Status.MISSING);
  }
}
