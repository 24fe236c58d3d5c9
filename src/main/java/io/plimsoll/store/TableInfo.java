package io.plimsoll.store;

import io.plimsoll.common.ObjectName;
import java.util.List;
import java.util.Optional;

/**
 * One object as the catalogue describes it.
 *
 * @param columns in their order, dropped ones left out
 * @param key a usable unique key, if there is one
 * @param estimatedRows from the statistics; −1 when unknown
 * @param bytes on disk, toast included, indexes not
 */
public record TableInfo(
    ObjectName name, List<Column> columns, Optional<Key> key, long estimatedRows, long bytes) {

  /**
   * @param nativeType as the engine prints it: {@code numeric(10,2)}
   * @param generated computed by the database: compared, never written
   */
  public record Column(String name, String nativeType, boolean nullable, boolean generated) {}

  /**
   * PRIMARY, or UNIQUE with all columns NOT NULL, valid, not partial, not deferrable, no
   * expression.
   *
   * @param ranged whether its order is the same on every server, so that chunks may be ranges of it
   */
  public record Key(String name, List<String> columns, boolean ranged) {}

  /** Columns that are written, in order. */
  public List<Column> written() {
    return columns.stream().filter(c -> !c.generated()).toList();
  }
}
