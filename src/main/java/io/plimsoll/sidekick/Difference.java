package io.plimsoll.sidekick;

/**
 * One way in which a shard does not hold what it must. {@code field} is empty where it is about the
 * whole record; {@code expected} and {@code found} are shortened for reading and null for NULL and
 * for nothing.
 */
public record Difference(Kind kind, Place place, String field, String expected, String found) {

  /** How a record differs; each record that differs is counted under one kind. */
  public enum Kind {
    /** The account must hold it here and does not. */
    LOST,
    /** It is here, and at least one field has another value. */
    ALTERED,
    /**
     * It is here once more: under the same key, or its content under another key of the account.
     */
    DUPLICATED,
    /** The account holds it here and nothing ever gave it that. */
    UNEXPECTED,
    /** It is on a shard its account does not live on. */
    WRONG_SHARD,
    /** A phone deleted it, was told so, and it is here again. */
    RESURRECTED
  }

  /** Where: the key is the account's own number for the record, as the database prints it. */
  public record Place(String shard, String table, long account, String key) {
    @Override
    public String toString() {
      return "%s %s account %d key %s".formatted(shard, table, account, key);
    }
  }

  @Override
  public String toString() {
    return switch (kind) {
      case LOST -> "lost: %s: %s".formatted(place, expected);
      case ALTERED -> "altered: %s: %s must be %s, is %s".formatted(place, field, expected, found);
      case DUPLICATED -> "duplicated: %s: %s".formatted(place, found);
      case UNEXPECTED -> "unexpected: %s: %s".formatted(place, found);
      case WRONG_SHARD -> "wrong shard: %s: belongs on %s".formatted(place, expected);
      case RESURRECTED -> "resurrected: %s: after %s: %s".formatted(place, expected, found);
    };
  }
}
