package io.plimsoll.sidekick;

/**
 * Makes one table's records out of a seed, any of them at any time. Keeps scratch space, so each
 * thread has its own.
 */
interface TableRows {
  /** How many records the account holds in this table. */
  int count(long account);

  /**
   * Fills the row with the account's record {@code number}, from 0, all columns; keys rise with the
   * number. The line is left open.
   */
  void write(CopyRow row, long account, int number);
}
