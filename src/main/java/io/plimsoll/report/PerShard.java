package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.report.Report.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes rows out of the lists inside facts. */
final class PerShard {
  private PerShard() {}

  /** A row per item, the shard first; one row of missing values when there is no fact. */
  static <F, T> List<Row> rows(
      Material material,
      ShardId shard,
      Optional<Found<F>> found,
      Function<F, List<T>> items,
      Function<Cells.From<T>, Cells.From<T>> columns) {
    List<Found<T>> parts = found.map(f -> parts(f, items)).orElse(List.of());
    if (found.isEmpty()) {
      return List.of(row(material, shard, Optional.<Found<T>>empty(), columns::apply));
    }
    return parts.stream()
        .map(part -> row(material, shard, Optional.of(part), columns::apply))
        .toList();
  }

  /** One row of the shard. */
  static <F> Row row(
      Material material,
      ShardId shard,
      Optional<Found<F>> found,
      Function<Cells.From<F>, Cells.From<?>> columns) {
    var cells = new Cells();
    cells.from(material.fromPlan(), shard).text("shard", "Shard", ShardId::value);
    return columns.apply(cells.from(found)).row();
  }

  /** A row per item of one fact, without a shard column. */
  static <F, T> List<Row> of(
      Found<F> found, Function<F, List<T>> items, Function<Cells.From<T>, Cells.From<T>> columns) {
    return parts(found, items).stream()
        .map(part -> columns.apply(new Cells().from(Optional.of(part))).row())
        .toList();
  }

  private static <F, T> List<Found<T>> parts(Found<F> found, Function<F, List<T>> items) {
    if (found.fact().isEmpty()) {
      return List.of(new Found<>(found.stage(), found.shard(), found.origin(), Optional.empty()));
    }
    return items.apply(found.fact().get()).stream()
        .map(item -> new Found<>(found.stage(), found.shard(), found.origin(), Optional.of(item)))
        .toList();
  }
}
