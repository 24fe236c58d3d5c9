package io.plimsoll.store;

import io.plimsoll.common.ObjectName;
import java.util.List;
import java.util.Map;

/**
 * A client of a scratch database whose writes mean nothing: a rehearsal needs something to carry.
 * It knows no token and is refused like any other client.
 */
public interface Practice {
  /** The table of its own, which is to be carried along. */
  ObjectName object();

  /** Creates that table, and touches others besides. */
  void prepare(List<ObjectName> others);

  /** Names the objects it touches besides, without changing a value in them. */
  void touch(List<ObjectName> others);

  /**
   * Makes the numbered change in one transaction; the same number again changes nothing more.
   *
   * @throws StoreException.Fenced when clients are refused here now
   */
  void write(long number);

  /** The rows of its own table: number of the row, number of the change that wrote it. */
  Map<Long, Long> rows();

  /** What a change does to the rows, for whoever keeps count. */
  static void apply(long number, Map<Long, Long> rows) {
    if (deletes(number)) {
      rows.remove(row(number));
    } else {
      rows.put(row(number), number);
    }
  }

  /** Whether the change deletes its row instead of writing it. */
  static boolean deletes(long number) {
    return number % 5 == 4;
  }

  /** Which row the change is about. */
  static long row(long number) {
    return number * 31 % 97;
  }
}
