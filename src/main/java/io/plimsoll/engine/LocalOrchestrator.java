package io.plimsoll.engine;

import io.plimsoll.common.Finding;
import io.plimsoll.common.RunId;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.EvidenceGate;
import io.plimsoll.gate.Explanation;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.GateAnswer;
import io.plimsoll.gate.GateAsk;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.gate.GateKeeper;
import io.plimsoll.gate.GateView;
import io.plimsoll.gate.Parties;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.Runs;
import io.plimsoll.run.ShardProgress;
import io.plimsoll.stage.Rollback;
import io.plimsoll.stage.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The orchestrator of one process: it drives runs with its own job engine. */
public final class LocalOrchestrator implements Orchestrator {
  private final Engine engine;
  private final RunDriving driving;
  private final GateWay gates;
  private final WindowForecast forecast;
  private final Listeners listeners = new Listeners();

  public LocalOrchestrator(Engine engine, Map<StageName, Stage> stages, Rollback rollback) {
    this.engine = engine;
    GateKeeper keeper = engine.gateKeeper();
    var driver =
        new RunDriver(
            engine.runs(),
            new Passing(
                engine.runs(), engine.book(), new EvidenceGate(engine.tools().guards()), keeper),
            stages,
            rollback);
    this.driving = new RunDriving(engine, driver, listeners);
    this.gates = new GateWay(engine, keeper, driving::watchOf);
    this.forecast = new WindowForecast(engine.runs(), engine.book());
  }

  @Override
  public Preview preview(Plan plan) {
    return engine.preview().of(plan);
  }

  @Override
  public RunId submit(Plan plan) {
    RunId id = engine.ids().next(plan);
    engine.runs().create(id, plan.text());
    engine
        .tools()
        .ports()
        .shards()
        .declare(id, plan.spec().shards().stream().map(Plan.ShardPlan::name).toList());
    return id;
  }

  @Override
  public Run drive(RunId id, Set<StageName> holdBefore) {
    return driving.drive(id, holdBefore, false);
  }

  @Override
  public Run driveThroughWindows(RunId id, Set<StageName> holdBefore) {
    return driving.drive(id, holdBefore, true);
  }

  @Override
  public Run resume(RunId id, Optional<Decider> who) {
    return gates.resume(id, who);
  }

  @Override
  public Run resume(Run seen, Optional<Decider> who) {
    return gates.resume(seen, who);
  }

  @Override
  public void involve(RunId run, Parties.Part part, Decider who) {
    gates.involve(run, part, who);
  }

  @Override
  public GateAnswer decide(RunId run, StageName stage, GateDecision decision) {
    return gates.decide(new GateAsk(run, stage, decision));
  }

  @Override
  public List<Gate> reviewsDue() {
    return gates.reviewsDue();
  }

  @Override
  public Optional<GateView> gate(RunId run, StageName stage) {
    return gates.view(run, stage);
  }

  @Override
  public List<GateView> gates(RunId run) {
    return gates.all(run);
  }

  @Override
  public Explanation explain(RunId run, StageName stage, Instant at) {
    return gates.explain(run, stage, at);
  }

  @Override
  public void watch(RunId run) {
    gates.watch(run);
  }

  @Override
  public Optional<Finding> requestRollback(RunId id, Run.Request request) {
    Run run = engine.runs().find(id).orElseThrow(() -> new IllegalStateException("no run " + id));
    Optional<Finding> refusal = engine.pointOfNoReturn().of(run);
    if (refusal.isEmpty()) {
      engine.runs().request(id, request);
    }
    return refusal;
  }

  @Override
  public void stop() {
    driving.stop();
  }

  @Override
  public Windows windows(Plan plan, Instant at) {
    return forecast.of(plan, at);
  }

  @Override
  public Optional<Run> find(RunId run) {
    return engine.runs().find(run);
  }

  @Override
  public List<Run> list(int limit) {
    return engine.runs().list(limit);
  }

  @Override
  public Status status(RunId id) {
    Run run = engine.runs().find(id).orElseThrow(() -> new IllegalStateException("no run " + id));
    return new Status(
        run,
        engine.tools().ports().shards().of(id),
        engine.tools().ledger().progress(id, io.plimsoll.transfer.Pass.COPY),
        engine.runs().holder(id).map(Runs.Lease::node));
  }

  @Override
  public RunPage page(RunPage.Asked asked) {
    return engine.runs().page(asked);
  }

  @Override
  public List<ShardProgress> shards(RunId run) {
    return engine.runs().shards(run);
  }

  @Override
  public boolean start(RunId run) {
    return engine.runs().start(run);
  }

  @Override
  public boolean started(RunId run) {
    return engine.runs().started(run);
  }

  @Override
  public Optional<String> holder(RunId run) {
    return engine.runs().holder(run).map(Runs.Lease::node);
  }

  @Override
  public List<RunId> due(int limit) {
    return engine.runs().due(limit);
  }

  @Override
  public void requestHold(RunId run) {
    engine.runs().request(run, Run.Request.PAUSE);
  }

  @Override
  public boolean accepts() {
    return driving.accepts();
  }

  @Override
  public void listen(EngineListener listener) {
    listeners.add(listener);
  }

  /** Passes on to whoever listens what others have to say about a run. */
  public void say(RunId run, String line) {
    listeners.said(run, line);
  }

  @Override
  public void close() {
    driving.close();
  }
}
