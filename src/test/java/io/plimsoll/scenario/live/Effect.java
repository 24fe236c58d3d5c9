package io.plimsoll.scenario.live;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What one statement did, as the server returned it; what follows by foreign keys is not in it. */
sealed interface Effect {

  /**
   * A row inserted, or written over.
   *
   * @param before the key it had when the key changed
   * @param row every column as text
   */
  record Put(String table, Optional<List<String>> before, List<String> row, boolean inserted)
      implements Effect {}

  /** Rows deleted by one statement. */
  record Gone(String table, List<List<String>> keys) implements Effect {}

  /** Tables emptied by one statement. */
  record Emptied(Set<String> tables) implements Effect {}
}
