package io.plimsoll.cli;

import io.plimsoll.common.Finding;
import io.plimsoll.common.RunId;
import io.plimsoll.control.ControlDatabase;
import io.plimsoll.engine.EngineListener;
import io.plimsoll.engine.Orchestrator;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.Explanation;
import io.plimsoll.gate.Facts;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.GateAnswer;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.gate.GateView;
import io.plimsoll.gate.Parties;
import io.plimsoll.gate.WindowAnswer;
import io.plimsoll.gate.WindowCalendar;
import io.plimsoll.gate.WindowFit;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.RunState;
import io.plimsoll.run.Runs;
import io.plimsoll.run.ShardProgress;
import io.plimsoll.run.StaleRunException;
import io.plimsoll.transfer.Pass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Moves real runs in a real control database, as the test's script says instead of by stages. */
final class ScriptedOrchestrator implements Orchestrator {
  /** What driving does to the run. */
  interface Script {
    Run drive(ScriptedOrchestrator engine, Run run) throws Exception;
  }

  /** What is said about a gate. */
  interface Explaining {
    Explanation of(RunId run, StageName stage, Instant at);
  }

  final Runs runs;
  final List<EngineListener> listeners = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  Script script = (engine, run) -> engine.finalized(run);
  Preview preview = new Preview(List.of(), List.of(), List.of(), List.of(), List.of(), 0);
  Optional<Finding> refusal = Optional.empty();
  Optional<String> holder = Optional.empty();
  Optional<Facts.Prediction> measured = Optional.empty();
  GateAnswer answer = new GateAnswer(Optional.empty(), Optional.empty());
  List<GateView> gates = List.of();
  List<Gate> reviews = List.of();
  Explaining explanation;
  Set<StageName> heldBefore = Set.of();
  boolean forgetsRequests;

  /** Whether it was asked to stay outside the windows. */
  boolean stayed;

  volatile boolean stopped;
  private final ControlDatabase control;
  private int number;

  ScriptedOrchestrator(ControlDatabase control) {
    this.control = control;
    this.runs = control.runs(Duration.ofSeconds(30));
  }

  Run finalized(Run run) {
    Run now = run;
    while (!now.state().ended()) {
      now = step(now, RunEvent.PASSED);
    }
    return now;
  }

  Run diverged(Run run) {
    return step(step(run, RunEvent.DIVERGED), RunEvent.PASSED);
  }

  Run held(Run run, Hold.Reason reason) {
    RunEvent event =
        switch (reason) {
          case GATE, PAUSED, WINDOW -> RunEvent.PAUSE;
          case EXPIRED -> RunEvent.EXPIRED;
          case INCONCLUSIVE -> RunEvent.INCONCLUSIVE;
          case REFUSED, FAILED, BROKEN, DIVERGED -> RunEvent.FAILED;
        };
    listeners.forEach(l -> l.began(run));
    Run held = runs.move(run, event, Runs.Note.hold(new Hold(reason, "because of a test")));
    listeners.forEach(l -> l.moved(held));
    return held;
  }

  Run step(Run run, RunEvent event) {
    listeners.forEach(l -> l.began(run));
    Run moved = runs.move(run, event, Runs.Note.of(""));
    listeners.forEach(l -> l.moved(moved));
    return moved;
  }

  /** A run that was submitted before the command under test. */
  RunId before(String planText, RunEvent... events) {
    Run run = runs.create(nextId(), planText);
    for (RunEvent event : events) {
      run = runs.move(run, event, Runs.Note.of(""));
    }
    return run.id();
  }

  private RunId nextId() {
    return new RunId("sidekick-" + System.identityHashCode(this) + "-" + ++number);
  }

  @Override
  public Preview preview(Plan plan) {
    return preview;
  }

  @Override
  public RunId submit(Plan plan) {
    return runs.create(nextId(), plan.text()).id();
  }

  @Override
  public Run drive(RunId id, Set<StageName> holdBefore) {
    asked.add("drive");
    heldBefore = holdBefore;
    if (holder.isPresent()) {
      throw new StaleRunException(id + " is driven by " + holder.get() + " right now");
    }
    Run run = runs.find(id).orElseThrow();
    if (run.request().isPresent()) {
      runs.obeyed(id, run.request().get());
      run = run.state() == RunState.ROLLING_BACK ? run : step(run, RunEvent.ABORT);
      return step(run, RunEvent.PASSED);
    }
    if (ExitCode.rests(run)) {
      return run;
    }
    try {
      return script.drive(this, run);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Run driveThroughWindows(RunId id, Set<StageName> holdBefore) {
    stayed = true;
    return drive(id, holdBefore);
  }

  @Override
  public Windows windows(Plan plan, Instant at) {
    WindowAnswer answer = new WindowCalendar(plan.spec().schedule()).at(at);
    return new Windows(answer, measured.map(p -> WindowFit.of(plan, answer, p)));
  }

  @Override
  public Run resume(RunId id, Optional<Decider> who) {
    asked.add("resume");
    Run run = runs.find(id).orElseThrow();
    boolean failed = run.state() == RunState.ROLLBACK_FAILED;
    if (!failed && (run.hold().isEmpty() || run.state().ended())) {
      return run;
    }
    boolean gate = run.hold().filter(h -> h.reason() == Hold.Reason.GATE).isPresent();
    return runs.move(run, gate ? RunEvent.APPROVED : RunEvent.RESUME, Runs.Note.of("resumed"));
  }

  @Override
  public void involve(RunId run, Parties.Part part, Decider who) {
    control.parties().add(run, part, who.person(), who.name());
  }

  @Override
  public GateAnswer decide(RunId run, StageName stage, GateDecision decision) {
    asked.add(decision.kind() + " " + stage);
    return answer;
  }

  @Override
  public List<Gate> reviewsDue() {
    return reviews;
  }

  @Override
  public Optional<GateView> gate(RunId run, StageName stage) {
    return gates.stream().filter(view -> view.gate().stage() == stage).findFirst();
  }

  @Override
  public List<GateView> gates(RunId run) {
    return gates;
  }

  @Override
  public Explanation explain(RunId run, StageName stage, Instant at) {
    return explanation.of(run, stage, at);
  }

  @Override
  public void watch(RunId run) {
    asked.add("watch");
  }

  @Override
  public Optional<Finding> requestRollback(RunId id, Run.Request request) {
    asked.add("request " + request);
    if (refusal.isEmpty() && !forgetsRequests) {
      runs.request(id, request);
    }
    return refusal;
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public Optional<Run> find(RunId run) {
    return runs.find(run);
  }

  @Override
  public List<Run> list(int limit) {
    return runs.list(limit);
  }

  @Override
  public Status status(RunId id) {
    Run run = runs.find(id).orElseThrow();
    return new Status(
        run,
        new TreeMap<>(control.shards().of(id)),
        control.ledger().progress(id, Pass.COPY),
        holder);
  }

  @Override
  public RunPage page(RunPage.Asked asked) {
    return runs.page(asked);
  }

  @Override
  public List<ShardProgress> shards(RunId run) {
    return runs.shards(run);
  }

  @Override
  public boolean start(RunId run) {
    return runs.start(run);
  }

  @Override
  public boolean started(RunId run) {
    return runs.started(run);
  }

  @Override
  public Optional<String> holder(RunId run) {
    return holder;
  }

  @Override
  public List<RunId> due(int limit) {
    return runs.due(limit);
  }

  @Override
  public Run resume(Run seen, Optional<Decider> who) {
    return resume(seen.id(), who);
  }

  @Override
  public void requestHold(RunId run) {
    runs.request(run, Run.Request.PAUSE);
  }

  @Override
  public boolean accepts() {
    return !stopped;
  }

  @Override
  public void listen(EngineListener listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    stopped = true;
  }
}
