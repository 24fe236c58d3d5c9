package io.plimsoll.store;

import io.plimsoll.common.ObjectName;
import java.util.List;
import java.util.Optional;

/**
 * A half-open key range {@code (lower, upper]} of one object; an absent bound is open, so that rows
 * outside every source key are found too.
 *
 * @param number from 0 within the object
 * @param lower key values in the engine's text form, one per key column
 */
public record Chunk(
    ObjectName object, int number, Optional<List<String>> lower, Optional<List<String>> upper) {

  /** The whole object in one piece. */
  public static Chunk whole(ObjectName object) {
    return new Chunk(object, 0, Optional.empty(), Optional.empty());
  }
}
