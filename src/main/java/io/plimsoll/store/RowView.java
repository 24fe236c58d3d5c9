package io.plimsoll.store;

/** One encoded row, a view that is reused for the next: copy what must outlive the call. */
public interface RowView {
  byte[] buffer();

  int columns();

  /** Where the column's bytes begin in {@link #buffer()}. */
  int offset(int column);

  /** Length in bytes, −1 for NULL. */
  int length(int column);

  /**
   * The column's value for a person, e.g. {@code 42}; {@code NULL} for none; at most 200
   * characters.
   */
  String text(int column);

  /** 128-bit hash of the whole row, as summed into fingerprints. */
  long hashHigh();

  long hashLow();
}
