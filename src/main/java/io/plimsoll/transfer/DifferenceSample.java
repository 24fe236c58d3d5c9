package io.plimsoll.transfer;

import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.RowView;
import io.plimsoll.store.TableInfo;
import io.plimsoll.transfer.RowKey.KeyHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the sampled keys once more, for their names and for the columns that differ. */
final class DifferenceSample {
  /** Of one key, so many rows are looked at; more than one only where a key is not unique. */
  private static final int MAX_ROWS_PER_KEY = 8;

  private final Differ.Sides sides;
  private final TableInfo table;
  private final Map<KeyHash, RowEntries.Differing> wanted = new LinkedHashMap<>();
  private final Map<KeyHash, Found> found = new HashMap<>();

  DifferenceSample(Differ.Sides sides, TableInfo table, List<RowEntries.Differing> keys) {
    this.sides = sides;
    this.table = table;
    keys.forEach(key -> wanted.put(key.key(), key));
  }

  private static final class Found {
    private String text = "";
    private final List<Row> source = new ArrayList<>();
    private final List<Row> target = new ArrayList<>();
  }

  /** A row by the hashes of its columns: its values stay where they are. */
  private record Row(long high, long low, List<KeyHash> columns) {
    boolean same(Row other) {
      return high == other.high && low == other.low;
    }
  }

  List<Differences.Sample> read() {
    if (wanted.isEmpty()) {
      return List.of();
    }
    collect(sides.left(), true);
    collect(sides.right(), false);
    var samples = new ArrayList<Differences.Sample>();
    wanted.values().forEach(key -> samples.add(sample(key)));
    return samples;
  }

  private void collect(ConsistentView.ChunkReader reader, boolean source) {
    reader.rows(
        sides.chunk(),
        row -> {
          KeyHash key = sides.key().hash(row);
          if (wanted.containsKey(key)) {
            keep(found.computeIfAbsent(key, k -> new Found()), row, source);
          }
        });
  }

  private void keep(Found key, RowView row, boolean source) {
    key.text = sides.key().text(row);
    List<Row> rows = source ? key.source : key.target;
    if (rows.size() < MAX_ROWS_PER_KEY) {
      var columns = new ArrayList<KeyHash>();
      for (int i = 0; i < row.columns(); i++) {
        columns.add(RowKey.column(row, i));
      }
      rows.add(new Row(row.hashHigh(), row.hashLow(), columns));
    }
  }

  private Differences.Sample sample(RowEntries.Differing key) {
    Found rows = found.get(key.key());
    if (rows == null) {
      throw new IllegalStateException("a differing row vanished from a consistent view");
    }
    if (key.onSource() > 0 && key.onTarget() > 0) {
      return new Differences.Sample(Differences.Kind.CHANGED, rows.text, changedColumns(rows));
    }
    Differences.Kind kind =
        key.onSource() > 0 ? Differences.Kind.MISSING : Differences.Kind.UNEXPECTED;
    return new Differences.Sample(kind, rows.text, List.of());
  }

  private List<String> changedColumns(Found rows) {
    Row left = unmatched(rows.source, rows.target);
    Row right = unmatched(rows.target, rows.source);
    var names = new ArrayList<String>();
    for (int i = 0; left != null && right != null && i < left.columns().size(); i++) {
      if (!left.columns().get(i).equals(right.columns().get(i))) {
        names.add(table.columns().get(i).name());
      }
    }
    return names;
  }

  /**
   * The first row that the other side does not hold; null when each of the kept ones is matched.
   */
  private static Row unmatched(List<Row> rows, List<Row> others) {
    return rows.stream()
        .filter(row -> others.stream().noneMatch(row::same))
        .findFirst()
        .orElse(null);
  }
}
