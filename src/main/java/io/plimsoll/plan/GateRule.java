package io.plimsoll.plan;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the plan asks for before a stage begins. */
public sealed interface GateRule {
  GateRule AUTOMATIC = new Automatic();
  GateRule HOLD = new Hold();

  <R> R match(Cases<R> cases);

  /** One answer for each kind of rule. */
  interface Cases<R> {
    R automatic();

    R hold();

    R quorum(Quorum quorum);
  }

  /** Passes when the evidence is complete and green. */
  record Automatic() implements GateRule {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.automatic();
    }

    @Override
    public String toString() {
      return "automatic";
    }
  }

  /** Waits for a person to resume the run. */
  record Hold() implements GateRule {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.hold();
    }

    @Override
    public String toString() {
      return "hold";
    }
  }

  /**
   * Waits until distinct persons fill every seat.
   *
   * @param seats how many persons of each role, at least one
   * @param expires how long the gate stays open; then it holds
   */
  record Quorum(SortedMap<Role, Integer> seats, Duration expires) implements GateRule {
    public Quorum {
      seats = Collections.unmodifiableSortedMap(new TreeMap<>(seats));
    }

    public int size() {
      return seats.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.quorum(this);
    }

    /** {@code 2 approver, 1 auditor}. */
    public String people() {
      return seats.entrySet().stream()
          .map(seat -> seat.getValue() + " " + seat.getKey())
          .collect(Collectors.joining(", "));
    }

    /** {@code quorum of 2 approver, 1 auditor, expires 4h}. */
    @Override
    public String toString() {
      return "quorum of %s, expires %s".formatted(people(), Durations.format(expires));
    }
  }
}
