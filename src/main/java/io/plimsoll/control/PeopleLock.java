package io.plimsoll.control;

import org.jdbi.v3.core.Handle;

/**
 * One row that whoever decides on all accounts at once takes first: "is there anybody yet", "who
 * else is an administrator" and "how often has this failed" must not be answered twice at a time.
 */
final class PeopleLock {
  private PeopleLock() {}

  /** Held to the end of the transaction. */
  static void take(Handle handle) {
    handle
        .createQuery("select id from people_lock where id = 1 for update")
        .mapTo(Integer.class)
        .one();
  }
}
