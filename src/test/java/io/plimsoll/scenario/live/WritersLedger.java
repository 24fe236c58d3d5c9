package io.plimsoll.scenario.live;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Outside the databases: what every transaction did, as its statements returned it, and whether its
 * commit was acknowledged.
 *
 * <p>Order: a number is taken after the last statement returned and before COMMIT is sent. Of two
 * transactions that touch the same row the second's statement returns only after the first's
 * commit, since row locks are held until then; so the numbers order everything that does not
 * commute. Outcomes that were never heard of are decided by the mark which the transaction wrote
 * into the database itself: all of it is there, or nothing.
 */
final class WritersLedger {
  /** How a transaction ended, as its client knows it. */
  enum Outcome {
    ACKNOWLEDGED,
    UNKNOWN
  }

  /** One transaction; those that rolled back are never entered. */
  record Entry(String mark, long order, List<Effect> effects, Outcome outcome) {}

  private final Shape shape;
  private final Content begin;
  private final AtomicLong order = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

  WritersLedger(Shape shape, Content begin) {
    this.shape = shape;
    this.begin = begin;
  }

  /** To be taken with every lock of the transaction still held. */
  long nextOrder() {
    return order.incrementAndGet();
  }

  void enter(Entry entry) {
    entries.add(entry);
    if (entry.outcome() == Outcome.ACKNOWLEDGED) {
      acknowledged.incrementAndGet();
    }
  }

  /** Acknowledged transactions so far. */
  long acknowledged() {
    return acknowledged.get();
  }

  long unknown() {
    return entries.stream().filter(e -> e.outcome() == Outcome.UNKNOWN).count();
  }

  /** Rows written or deleted by acknowledged transactions, cascades not counted. */
  long effects() {
    return entries.stream().mapToLong(e -> e.effects().size()).sum();
  }

  /** What must be there, given which marks of unknown outcomes were found. */
  private Model replay(Content actual) {
    var model = new Model(shape, begin);
    var sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(Entry::order));
    var marks = actual.rows().get(shape.only(Shape.KeyKind.MARK).name());
    for (Entry entry : sorted) {
      boolean happened =
          entry.outcome() == Outcome.ACKNOWLEDGED || marks.containsKey(List.of(entry.mark()));
      if (happened) {
        entry.effects().forEach(effect -> model.apply(entry.mark(), effect));
      }
    }
    return model;
  }

  /** Every way in which a database is not what its writers were told; a line each. */
  List<String> differences(Content actual) {
    Model model = replay(actual);
    return model.content().differences(actual).stream()
        .map(line -> line + "; last changed by " + model.lastChange(line.split(": ", 2)[0]))
        .toList();
  }
}
