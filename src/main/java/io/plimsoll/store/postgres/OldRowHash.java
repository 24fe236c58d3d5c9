package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.TableInfo;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

  /** Of types whose text is the same under all settings, and those with the settings that count. */
  private static final Map<String, List<String>> BY_TYPE =
      Map.ofEntries(
          Map.entry("smallint", List.of()),
          Map.entry("integer", List.of()),
          Map.entry("bigint", List.of()),
          Map.entry("numeric", List.of()),
          Map.entry("boolean", List.of()),
          Map.entry("text", List.of()),
          Map.entry("character varying", List.of()),
          Map.entry("character", List.of()),
          Map.entry("uuid", List.of()),
          Map.entry("json", List.of()),
          Map.entry("jsonb", List.of()),
          Map.entry("real", List.of("extra_float_digits")),
          Map.entry("double precision", List.of("extra_float_digits")),
          Map.entry("bytea", List.of("bytea_output")),
          Map.entry("interval", List.of("IntervalStyle")),
          Map.entry("date", List.of("DateStyle")),
          Map.entry("timestamp without time zone", List.of("DateStyle")),
          Map.entry("timestamp with time zone", List.of("DateStyle", "TimeZone")));

  private OldRowHash() {}

  /** Those of {@link #SETTINGS} that the text of the table's rows can depend on; in doubt, all. */
  static List<String> settings(TableInfo table) {
    var names = new HashSet<String>();
    for (TableInfo.Column column : table.written()) {
      // numeric(10,2)[] is written as numeric is, timestamp(3) without time zone as without (3).
      String type = column.nativeType().replaceAll("\\([0-9,]*\\)|\\[]", "");
      List<String> needed = BY_TYPE.get(type);
      if (needed == null) {
        return SETTINGS;
      }
      names.addAll(needed);
    }
    return SETTINGS.stream().filter(s -> names.contains(s.substring(0, s.indexOf(' ')))).toList();
  }

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
