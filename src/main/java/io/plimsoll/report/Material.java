package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.gate.Gate;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Journal;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import io.plimsoll.run.Runs;
import io.plimsoll.run.ShardState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** Everything a report is made from, read once. */
record Material(Run run, Plan plan, List<Runs.HistoryLine> history, Diary diary, Book book) {

  /** What the control database knows about effects, shards and gates. */
  record Diary(
      List<Journal.Entry> journal, SortedMap<ShardId, ShardState> shards, List<Gate> gates) {}

  static final String CONTROL = "control database";
  static final String RUN_ID = "run/-/run";
  static final String PLAN_ID = "run/-/plan";
  static final String HISTORY_ID = "run/-/history";
  static final String JOURNAL_ID = "run/-/journal";
  static final String SHARDS_ID = "run/-/shards";
  static final String GATES_ID = "run/-/gates";

  SortedSet<ShardId> shards() {
    var all = new TreeSet<>(diary.shards().keySet());
    plan.spec().shards().forEach(shard -> all.add(shard.name()));
    return all;
  }

  Origin fromRun() {
    return new Origin(RUN_ID, CONTROL, run.times().changed(), Status.PASS);
  }

  Origin fromPlan() {
    return new Origin(PLAN_ID, "plan as submitted", run.times().started(), Status.PASS);
  }

  Origin fromHistory(Instant at, Status status) {
    return new Origin(HISTORY_ID, CONTROL, at, status);
  }

  Origin fromJournal(Instant at, Status status) {
    return new Origin(JOURNAL_ID, CONTROL, at, status);
  }

  Origin fromGates(Status status) {
    return fromGates(run.times().changed(), status);
  }

  Origin fromGates(Instant at, Status status) {
    return new Origin(GATES_ID, CONTROL, at, status);
  }

  Origin fromShards() {
    return new Origin(SHARDS_ID, CONTROL, run.times().changed(), Status.PASS);
  }

  /** Whether clients write while their data moves. */
  boolean live() {
    return plan.spec().capture().live();
  }

  /** Whether the run meant to let clients write to the shard's target, rehearsals apart. */
  boolean targetOpened(ShardId shard) {
    return intended(shard, "fence.open", "NEW to OPEN")
        || book.last(Book.Kind.CUT_OVER, Facts.CutOverDone.class, shard)
            .flatMap(Found::fact)
            .filter(Facts.CutOverDone::targetOpen)
            .isPresent();
  }

  /** Whether the journal has an effect on the shard that begins so, rehearsals apart. */
  boolean intended(ShardId shard, String action, String from) {
    return diary.journal().stream()
        .map(Journal.Entry::intent)
        .filter(intent -> intent.shard().equals(Optional.of(shard)))
        .filter(intent -> !intent.stage().equals(StageName.DRY_RUN.text()))
        .filter(intent -> intent.action().equals(action))
        .anyMatch(intent -> intent.arguments().startsWith(from));
  }

  /** When the run first entered the state. */
  Optional<Instant> entered(RunState state) {
    return history.stream()
        .filter(line -> line.next() == state && line.state() != state)
        .map(Runs.HistoryLine::at)
        .findFirst();
  }

  Optional<Runs.HistoryLine> turnedBack() {
    return history.stream()
        .filter(line -> line.next() == RunState.ROLLING_BACK && line.state() != line.next())
        .findFirst();
  }

  boolean divergedOnTheWay() {
    return run.diverged() || history.stream().anyMatch(line -> line.event() == RunEvent.DIVERGED);
  }

  /** No effect on any store was even intended. */
  boolean untouched() {
    return diary.journal().isEmpty()
        && diary.shards().values().stream().allMatch(state -> state == ShardState.PENDING)
        && entered(RunState.SNAPSHOT).isEmpty();
  }
}
