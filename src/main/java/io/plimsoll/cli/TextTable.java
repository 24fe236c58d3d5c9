package io.plimsoll.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lines up cells in columns; those that hold only numbers go to the right. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... headings) {
    this.headings = List.of(headings);
  }

  TextTable row(Object... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalStateException(headings.size() + " cells belong in a row of " + headings);
    }
    rows.add(Arrays.stream(cells).map(c -> Voice.clean(c.toString())).toList());
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(line(headings));
    rows.forEach(row -> lines.add(line(row)));
    return lines;
  }

  private String line(List<String> cells) {
    return IntStream.range(0, cells.size())
        .mapToObj(column -> pad(cells.get(column), column))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private String pad(String cell, int column) {
    String blank = " ".repeat(Math.max(0, width(column) - length(cell)));
    return numeric(column) ? blank + cell : cell + blank;
  }

  private int width(int column) {
    int widest = rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
    return Math.max(widest, length(headings.get(column)));
  }

  private boolean numeric(int column) {
    return !rows.isEmpty()
        && rows.stream().allMatch(row -> row.get(column).matches("-|[0-9][0-9,]*"));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
