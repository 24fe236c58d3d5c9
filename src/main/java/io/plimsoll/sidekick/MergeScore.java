package io.plimsoll.sidekick;

/** How taking over went for an account, in fields: newer ones of the phone kept, others' taken. */
public record MergeScore(long kept, long taken, long conflicts) {
  static final MergeScore NONE = new MergeScore(0, 0, 0);

  MergeScore plus(MergeScore other) {
    return new MergeScore(kept + other.kept, taken + other.taken, conflicts + other.conflicts);
  }
}
