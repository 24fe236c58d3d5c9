package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.TableInfo;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A hash of one row, computed inside either database: the capturing trigger takes it of the row as
 * it was, the replay of the row it is about to overwrite. Equal rows hash alike on both sides; 64
 * bits, against accidents.
 *
 * <p>It hashes the row's text, which depends on a session's settings: both sides pin {@link
 * #SETTINGS}.
 */
final class OldRowHash {
  /** Settings the text of a value depends on, as {@code name = value}. */
  static final List<String> SETTINGS =
      List.of(
          "DateStyle = 'ISO, MDY'",
          "IntervalStyle = 'postgres'",
          "TimeZone = 'UTC'",
          "extra_float_digits = 1",
          "bytea_output = 'hex'",
          "lc_monetary = 'C'",
          "xmloption = 'content'");

  private OldRowHash() {}

  /**
   * The expression, a bigint that is never null.
   *
   * @param row alias of the row; its written columns are taken in the order of their names, because
   *     their positions may differ between the sides
   */
  static String of(String row, TableInfo table) {
    return table.written().stream()
        .map(TableInfo.Column::name)
        .sorted(Comparator.naturalOrder())
        .map(column -> row + "." + ObjectName.quote(column))
        .collect(
            Collectors.joining(
                ", ", "pg_catalog.hashtextextended(row(", ")::text collate pg_catalog.\"C\", 0)"));
  }
}
