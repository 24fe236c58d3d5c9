package io.plimsoll.report;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.EvidenceBook;
import io.plimsoll.gate.FactJson;
import io.plimsoll.gate.Facts;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.GateRounds;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Journal;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.RunState;
import io.plimsoll.run.Runs;
import io.plimsoll.run.ShardProgress;
import io.plimsoll.run.ShardState;
import io.plimsoll.run.Shards;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a control database would hold of one run, kept in memory; time moves on by one minute. */
final class RecordedRun implements Runs, Shards, Journal, EvidenceBook, GateRounds {
  static final Instant START = Instant.parse("2026-11-01T01:00:00Z");
  static final RunId ID = new RunId("sidekick-k3f9ax");

  private final Plan plan;
  private final List<HistoryLine> history = new ArrayList<>();
  private final List<Entry> journal = new ArrayList<>();
  private final List<Evidence> book = new ArrayList<>();
  private final List<Gate> gates = new ArrayList<>();
  private final TreeMap<ShardId, ShardState> shards = new TreeMap<>();
  private RunState state = RunState.PREFLIGHT;
  private Optional<Hold> hold = Optional.empty();
  private String outcome = "";
  private boolean diverged;
  private Instant now = START;

  RecordedRun(Plan plan) {
    this.plan = plan;
    plan.spec().shards().forEach(shard -> shards.put(shard.name(), ShardState.PENDING));
  }

  Plan plan() {
    return plan;
  }

  Instant now() {
    return now;
  }

  RecordedRun later() {
    now = now.plusSeconds(60);
    return this;
  }

  RecordedRun moved(RunEvent event, RunState next, String text) {
    later();
    history.add(new HistoryLine(now, state, event, next, text));
    diverged |= event == RunEvent.DIVERGED;
    hold = Optional.empty();
    state = next;
    return this;
  }

  RecordedRun passedTo(RunState next) {
    return moved(RunEvent.PASSED, next, state + " is done");
  }

  RecordedRun held(RunEvent event, Hold.Reason reason, String text) {
    return held(event, state, reason, text);
  }

  RecordedRun held(RunEvent event, RunState next, Hold.Reason reason, String text) {
    moved(event, next, text);
    hold = Optional.of(new Hold(reason, text));
    return this;
  }

  RecordedRun fact(StageName stage, ShardId shard, Status status, Facts.Fact fact) {
    return evidence(stage, shard, fact.name(), status, FactJson.write(fact));
  }

  RecordedRun evidence(StageName stage, ShardId shard, String name, Status status, String json) {
    later();
    book.removeIf(
        e -> e.stage() == stage && e.shard().equals(Optional.of(shard)) && e.name().equals(name));
    book.add(new Evidence(stage, Optional.of(shard), name, status, "plimsoll test", now, json));
    return this;
  }

  RecordedRun without(String evidence) {
    book.removeIf(e -> e.name().equals(evidence));
    return this;
  }

  RecordedRun effect(ShardId shard, String stage, String action, Optional<String> observed) {
    return effect(shard, stage, action, "attempt 1", observed);
  }

  RecordedRun effect(
      ShardId shard, String stage, String action, String arguments, Optional<String> observed) {
    later();
    journal.add(
        new Entry(
            journal.size() + 1,
            new Intent(
                ID,
                new Epoch(3),
                Optional.of(shard),
                stage,
                action,
                "old/" + shard,
                arguments,
                "fence.open"),
            now,
            observed.map(o -> now.plusSeconds(1)),
            observed));
    return this;
  }

  RecordedRun outcome(String text) {
    outcome = text;
    return this;
  }

  Report report() {
    return report(now.plusSeconds(3600));
  }

  Report report(Instant builtAt) {
    return new ReportBuilder(
            new ReportBuilder.Ports(this, this, this, this, this),
            run -> plan,
            "plimsoll 0.1.0",
            Clock.fixed(builtAt, ZoneOffset.UTC))
        .build(ID);
  }

  @Override
  public Optional<Run> find(RunId id) {
    return Optional.of(
        new Run(
            ID,
            plan.text(),
            state,
            hold,
            outcome,
            diverged,
            Optional.empty(),
            new Epoch(3),
            history.size(),
            new Run.Times(START, now, state.ended() ? Optional.of(now) : Optional.empty())));
  }

  @Override
  public List<HistoryLine> history(RunId id) {
    return history;
  }

  @Override
  public SortedMap<ShardId, ShardState> of(RunId run) {
    return shards;
  }

  @Override
  public void set(RunId run, ShardId shard, ShardState state) {
    shards.put(shard, state);
  }

  @Override
  public List<Entry> entries(RunId run) {
    return journal;
  }

  RecordedRun gate(Gate gate) {
    gates.add(gate);
    return this;
  }

  @Override
  public List<Gate> rounds(RunId run) {
    return gates;
  }

  @Override
  public List<Evidence> current(RunId run) {
    return book;
  }

  @Override
  public Run create(RunId id, String planText, Optional<Requester> requester) {
    throw onlyRead();
  }

  @Override
  public List<Run> list(int limit) {
    throw onlyRead();
  }

  @Override
  public Run move(Run seen, RunEvent event, Note note) {
    throw onlyRead();
  }

  @Override
  public void request(RunId id, Run.Request request) {
    throw onlyRead();
  }

  @Override
  public void request(Run seen, Run.Request request) {
    throw onlyRead();
  }

  @Override
  public void obeyed(RunId id, Run.Request request) {
    throw onlyRead();
  }

  @Override
  public Optional<Lease> acquire(RunId id, String node, Epoch atLeast) {
    throw onlyRead();
  }

  @Override
  public boolean renew(Lease lease) {
    throw onlyRead();
  }

  @Override
  public void release(Lease lease) {
    throw onlyRead();
  }

  @Override
  public RunPage page(RunPage.Asked asked) {
    throw onlyRead();
  }

  @Override
  public List<ShardProgress> shards(RunId id) {
    throw onlyRead();
  }

  @Override
  public boolean start(RunId id) {
    throw onlyRead();
  }

  @Override
  public boolean started(RunId id) {
    throw onlyRead();
  }

  @Override
  public List<RunId> due(int limit) {
    throw onlyRead();
  }

  @Override
  public Optional<Lease> holder(RunId id) {
    throw onlyRead();
  }

  @Override
  public long intend(Intent intent) {
    throw onlyRead();
  }

  @Override
  public void confirm(long intent, String observed) {
    throw onlyRead();
  }

  @Override
  public List<Entry> unsettled(RunId run) {
    throw onlyRead();
  }

  @Override
  public void record(RunId run, Evidence evidence) {
    throw onlyRead();
  }

  /** Some digest, the same for the same words. */
  static String digest(String of) {
    return Digest.ofText(of).hex();
  }

  private static IllegalStateException onlyRead() {
    return new IllegalStateException("a report only reads what was recorded");
  }
}
