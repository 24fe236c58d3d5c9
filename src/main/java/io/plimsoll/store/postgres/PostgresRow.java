package io.plimsoll.store.postgres;

import io.plimsoll.store.RowView;
import io.plimsoll.store.TableInfo.Column;
import java.util.List;

/**
 * One row of a binary stream, a flyweight: offsets and lengths into the driver's own bytes, columns
 * numbered as in the catalogue. It is valid until the next row.
 */
final class PostgresRow implements RowView {
  private static final int NULL = -1;

  private final int[] columnOfField;
  private final FieldText[] texts;
  private final int[] offsets;
  private final int[] lengths;
  private final RowHash hash;
  private byte[] buffer = {};

  PostgresRow(TableLayout layout, RowHash hash) {
    List<Column> columns = layout.table().columns();
    int count = columns.size();
    this.columnOfField = layout.fields().stream().mapToInt(columns::indexOf).toArray();
    this.texts =
        columns.stream()
            .map(c -> FieldText.of(layout.types().get(c.name()).name()))
            .toArray(FieldText[]::new);
    this.offsets = new int[count];
    this.lengths = new int[count];
    this.hash = hash;
  }

  /** Points at the row whose field count stands at the offset. */
  void set(byte[] bytes, int offset, int length) {
    buffer = bytes;
    int position = offset + BinaryCopy.FIELD_COUNT_LENGTH;
    for (int column : columnOfField) {
      int size = BinaryCopy.int32(bytes, position);
      position += BinaryCopy.FIELD_LENGTH_LENGTH;
      offsets[column] = position;
      lengths[column] = size;
      position += Math.max(size, 0);
    }
    if (position != offset + length) {
      throw BinaryCopy.broken("a row of %d bytes ends at %d".formatted(length, position - offset));
    }
  }

  @Override
  public byte[] buffer() {
    return buffer;
  }

  @Override
  public int columns() {
    return offsets.length;
  }

  @Override
  public int offset(int column) {
    return offsets[column];
  }

  @Override
  public int length(int column) {
    return lengths[column];
  }

  @Override
  public String text(int column) {
    return lengths[column] == NULL
        ? "NULL"
        : texts[column].text(buffer, offsets[column], lengths[column]);
  }

  @Override
  public long hashHigh() {
    return hash.high();
  }

  @Override
  public long hashLow() {
    return hash.low();
  }
}
