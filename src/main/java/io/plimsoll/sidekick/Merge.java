package io.plimsoll.sidekick;

import java.util.Objects;
import java.util.Set;

/**
 * One record after both sides may have edited it, by three-way merge per field: what only one side
 * changed since they last agreed is kept; where both changed one field to different values, the
 * higher version wins and a conflict is counted. Stamps of the write are not merged.
 *
 * <p>With F57 a record older than the one both agreed on is no edit: the service was set back, and
 * the phone's record stands. Without it the last writer wins, whole.
 */
record Merge(Entry result, MergeScore score) {
  /**
   * @param base as the phone and the service last agreed
   * @param mine as it stands on the phone
   * @param theirs as it stands in the service
   */
  static Merge of(Entry base, Entry mine, Entry theirs) {
    if (theirs.version() < base.version()) {
      return new Merge(mine, new MergeScore(differing(mine, theirs), 0, 0));
    }
    Entry result = theirs;
    MergeScore score = MergeScore.NONE;
    for (int field = 0; field < base.values().size(); field++) {
      if (field == base.table().stamp()) {
        continue;
      }
      String was = base.values().get(field);
      String here = mine.values().get(field);
      String there = theirs.values().get(field);
      boolean edited = !Objects.equals(was, here);
      boolean editedThere = !Objects.equals(was, there);
      boolean conflict = edited && editedThere && !Objects.equals(here, there);
      boolean keep = edited && (!conflict || mine.version() > theirs.version());
      if (keep) {
        result = result.with(field, here);
      }
      score =
          score.plus(new MergeScore(keep ? 1 : 0, editedThere && !keep ? 1 : 0, conflict ? 1 : 0));
    }
    return new Merge(result, score);
  }

  static Merge of(Entry base, Entry mine, Entry theirs, Set<PhoneGuard> guards) {
    return guards.contains(PhoneGuard.F57)
        ? of(base, mine, theirs)
        : new Merge(theirs, new MergeScore(0, differing(mine, theirs), 0));
  }

  private static long differing(Entry one, Entry other) {
    long count = 0;
    for (int field = 0; field < one.values().size(); field++) {
      if (field != one.table().stamp()
          && !Objects.equals(one.values().get(field), other.values().get(field))) {
        count++;
      }
    }
    return count;
  }

  /** Also where only the version went back: what was acknowledged is that version. */
  boolean changes(Entry theirs) {
    return differing(result, theirs) > 0 || result.version() != theirs.version();
  }
}
