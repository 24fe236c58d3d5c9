package io.plimsoll.sidekick;

import io.plimsoll.sidekick.LedgerLine.Operation;

/**
 * One change on its way. Its mark and its ledger number stay the same however often it is sent, so
 * that it happens once.
 */
final class Write {
  private final Operation operation;
  private final Entry base;
  private final Entry mine;
  private final long number;
  private Entry form;
  private boolean sent;
  private boolean uncertain;

  /**
   * @param base as phone and service last agreed; null for an addition
   * @param mine with the write's mark; for a deletion what is to be deleted
   */
  Write(Operation operation, Entry base, Entry mine, long number) {
    this.operation = operation;
    this.base = base;
    this.mine = mine;
    this.number = number;
  }

  Operation operation() {
    return operation;
  }

  Entry base() {
    return base;
  }

  Entry mine() {
    return mine;
  }

  Mark mark() {
    return mine.mark();
  }

  long number() {
    return number;
  }

  /** True the first time. */
  boolean sendsFirst() {
    boolean first = !sent;
    sent = true;
    return first;
  }

  boolean wasSent() {
    return sent;
  }

  /** An attempt to write the record in this form, in the ledger already. */
  void intended(Entry form) {
    this.form = form;
  }

  /** As last written or tried; null before. */
  Entry form() {
    return form;
  }

  /** A commit is under way: from here on only the database knows whether it happened. */
  void committing() {
    uncertain = true;
  }

  /** Read under the account's lock: no earlier attempt has happened. */
  void settled() {
    uncertain = false;
  }

  /** Whether an attempt may have happened without an answer. */
  boolean uncertain() {
    return uncertain;
  }
}
