package io.plimsoll.sidekick;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What phones share: guards, ledger, time, and what is counted; used by several threads. */
final class PhoneKit {
  private static final int TROUBLES_SHOWN = 20;

  private final Set<PhoneGuard> guards;
  private final Ledger ledger;
  private final Clock clock;
  private final Map<Long, MergeScore> scores = new TreeMap<>();
  private final List<String> troubles = new ArrayList<>();
  final LongAdder acknowledged = new LongAdder();
  final LongAdder retries = new LongAdder();
  final LongAdder takenOver = new LongAdder();
  final LongAdder refills = new LongAdder();
  final LongAdder alarms = new LongAdder();

  PhoneKit(Set<PhoneGuard> guards, Ledger ledger, Clock clock) {
    this.guards = Set.copyOf(guards);
    this.ledger = ledger;
    this.clock = clock;
  }

  Set<PhoneGuard> guards() {
    return guards;
  }

  boolean has(PhoneGuard guard) {
    return guards.contains(guard);
  }

  Ledger ledger() {
    return ledger;
  }

  Clock clock() {
    return clock;
  }

  void acknowledge(long number, LedgerLine.Place place, LedgerLine.Content content) {
    ledger.write(LedgerLine.Step.ACKNOWLEDGED, number, place, content);
    acknowledged.increment();
  }

  synchronized void score(long account, MergeScore score) {
    if (!score.equals(MergeScore.NONE)) {
      scores.merge(account, score, MergeScore::plus);
    }
  }

  /** Something a person may want to read; the first few are kept. */
  synchronized void trouble(String text) {
    if (troubles.size() < TROUBLES_SHOWN && !troubles.contains(text)) {
      troubles.add(text);
    }
  }

  synchronized Map<Long, MergeScore> scores() {
    return new TreeMap<>(scores);
  }

  synchronized List<String> troubles() {
    return List.copyOf(troubles);
  }
}
