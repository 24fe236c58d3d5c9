package io.plimsoll.sidekick;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What one phone holds, in volatile memory: the records as it and the service last agreed, and its
 * own edits on top of them. Takes an answer of the service over by three-way merge.
 */
final class Cache {
  private final Map<Entry.Id, Entry> agreed = new LinkedHashMap<>();
  private final Map<Entry.Id, Entry> edited = new LinkedHashMap<>();
  private long epoch;
  private long version;

  /** A record that the service must be given: its base is null where the service lacks it. */
  record Offer(Entry base, Entry mine) {}

  /** The outcome of taking over. */
  record Taken(List<Offer> offers, MergeScore score) {}

  Map<Entry.Id, Entry> agreed() {
    return agreed;
  }

  /** Everything the person sees. */
  Map<Entry.Id, Entry> shown() {
    var shown = new LinkedHashMap<>(agreed);
    shown.putAll(edited);
    return shown;
  }

  long epoch() {
    return epoch;
  }

  long nextVersion() {
    return ++version;
  }

  void saw(long other) {
    version = Math.max(version, other);
  }

  void forget() {
    agreed.clear();
    edited.clear();
    epoch = 0;
  }

  void edit(Entry entry) {
    edited.put(entry.id(), entry);
  }

  void agree(Entry entry) {
    agreed.put(entry.id(), entry);
    edited.remove(entry.id());
  }

  void remove(Entry.Id id) {
    agreed.remove(id);
    edited.remove(id);
  }

  Taken takeOver(Answer answer, PhoneKit kit) {
    var taking = new Taking(answer, kit);
    var all = new LinkedHashSet<>(agreed.keySet());
    all.addAll(edited.keySet());
    all.addAll(answer.records().keySet());
    all.forEach(taking::take);
    answer.records().values().forEach(entry -> saw(entry.version()));
    epoch = answer.epoch();
    return new Taken(taking.offers, taking.score);
  }

  private final class Taking {
    private final Answer answer;
    private final PhoneKit kit;
    private final boolean setBack;
    private final List<Offer> offers = new ArrayList<>();
    private MergeScore score = MergeScore.NONE;

    Taking(Answer answer, PhoneKit kit) {
      this.answer = answer;
      this.kit = kit;
      this.setBack = kit.has(PhoneGuard.F57) && agreed.values().stream().anyMatch(this::isOlder);
    }

    private boolean isOlder(Entry base) {
      Entry theirs = answer.records().get(base.id());
      return theirs != null && theirs.version() < base.version();
    }

    void take(Entry.Id id) {
      Entry base = agreed.get(id);
      Entry mine = edited.getOrDefault(id, base);
      Entry theirs = answer.records().get(id);
      if (theirs == null) {
        missing(id, base, mine);
      } else if (mine == null) {
        agree(theirs);
      } else {
        merge(base == null ? mine : base, mine, theirs);
      }
    }

    /** In a service that was set back a missing record was never deleted: it gets it again. */
    private void missing(Entry.Id id, Entry base, Entry mine) {
      if (base == null || setBack) {
        agreed.remove(id);
        edited.put(id, mine);
        offers.add(new Offer(null, mine));
        score = score.plus(new MergeScore(mine.values().size(), 0, 0));
      } else {
        boolean lostEdit = edited.containsKey(id);
        remove(id);
        score = score.plus(new MergeScore(0, 1, lostEdit ? 1 : 0));
      }
    }

    private void merge(Entry base, Entry mine, Entry theirs) {
      Merge merged = Merge.of(base, mine, theirs, kit.guards());
      score = score.plus(merged.score());
      agree(theirs);
      if (merged.changes(theirs)) {
        edit(merged.result());
        offers.add(new Offer(theirs, merged.result()));
      }
    }
  }
}
