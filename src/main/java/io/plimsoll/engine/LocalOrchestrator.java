package io.plimsoll.engine;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.RunId;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.EvidenceGate;
import io.plimsoll.gate.Explanation;
import io.plimsoll.gate.FactJson;
import io.plimsoll.gate.Facts;
import io.plimsoll.gate.GateAnswer;
import io.plimsoll.gate.GateAsk;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.gate.GateKeeper;
import io.plimsoll.gate.GateView;
import io.plimsoll.gate.GateWatch;
import io.plimsoll.gate.Parties;
import io.plimsoll.gate.WindowAnswer;
import io.plimsoll.gate.WindowCalendar;
import io.plimsoll.gate.WindowFit;
import io.plimsoll.gate.WindowGate;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.Runs;
import io.plimsoll.run.ShardProgress;
import io.plimsoll.run.StaleRunException;
import io.plimsoll.stage.Replays;
import io.plimsoll.stage.Rollback;
import io.plimsoll.stage.Stage;
import io.plimsoll.stage.StageContext;
import io.plimsoll.stage.TargetWatch;
import io.plimsoll.store.Authority;
import io.plimsoll.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/** The orchestrator of one process: it drives runs with its own job engine. */
public final class LocalOrchestrator implements Orchestrator {
  /** How often a run that waits for a window is looked at, for what a person asks of it. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** The newest runs among which a dry run of a plan is looked for. */
  private static final int RUNS_LOOKED_AT = 200;

  private final Engine engine;
  private final RunDriver driver;
  private final GateWay gates;
  private final Takeover takeover;
  private final Jobs jobs;
  private final Listeners listeners = new Listeners();
  private final Map<RunId, Drive> drives = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  public LocalOrchestrator(Engine engine, Map<StageName, Stage> stages, Rollback rollback) {
    this.engine = engine;
    GateKeeper keeper = engine.gateKeeper();
    this.driver =
        new RunDriver(
            engine.runs(),
            new Passing(
                engine.runs(), engine.book(), new EvidenceGate(engine.tools().guards()), keeper),
            stages,
            rollback);
    this.gates = new GateWay(engine, keeper, this::watchOf);
    this.takeover = new Takeover(engine.tools().stores(), engine.tools().journal());
    // Each run that is driven may wait in a thread of its own for its shards, which need others.
    this.jobs = new Jobs(Drives.AT_ONCE + engine.shardTasks() + 1);
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
    return drive(id, holdBefore, false);
  }

  @Override
  public Run driveThroughWindows(RunId id, Set<StageName> holdBefore) {
    return drive(id, holdBefore, true);
  }

  private Run drive(RunId id, Set<StageName> holdBefore, boolean stays) {
    Run run = engine.runs().find(id).orElseThrow(() -> new IllegalStateException("no run " + id));
    var drive = new Drive(id, engine.plans().of(run), Set.copyOf(holdBefore), stays);
    drives.put(id, drive);
    try {
      if (stopping) {
        drive.stop();
      }
      acquire(drive, run);
      schedule(drive, engine.tools().clock().instant());
      return drive.done.join();
    } catch (StoreException e) {
      return driver.unreachable(engine.runs().find(id).orElseThrow(), e.getMessage());
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      drive.release();
      drives.remove(id);
    }
  }

  private void advance(Drive drive, Object ticket) {
    if (!drive.takes(ticket)) {
      return;
    }
    try {
      Run run = engine.runs().find(drive.run).orElseThrow();
      listeners.began(run);
      RunDriver.Next next = driver.step(drive, context(drive, run));
      engine.runs().find(drive.run).ifPresent(listeners::moved);
      if (drive.stays && next.opens().isPresent()) {
        waitForWindow(drive, next.opens().get());
      } else if (next.rest().isPresent()) {
        drive.done.complete(next.rest().get());
      } else if (next.newEpoch().isPresent()) {
        renew(drive, next.newEpoch().get());
      } else {
        drive.progressed();
        schedule(drive, next.at().orElseThrow());
      }
    } catch (Throwable failure) {
      drive.done.completeExceptionally(failure);
    }
  }

  private void schedule(Drive drive, Instant at) {
    Duration delay = Duration.between(engine.tools().clock().instant(), at);
    Object ticket = drive.ticket();
    jobs.advance(drive.run, delay, () -> advance(drive, ticket));
  }

  /**
   * The next step is for the opening, or for when somebody asks something of the run, or the
   * engine's clock is set. Whether it is open then, the step asks again.
   */
  private void waitForWindow(Drive drive, Instant opening) {
    Object ticket = drive.ticket();
    jobs.whenOpen(
        drive.run,
        windowGate().calendar(drive.plan),
        opening,
        engine.tools().clock().instant(),
        () -> advance(drive, ticket));
    lookWhileWaiting(drive, ticket, opening);
  }

  private void lookWhileWaiting(Drive drive, Object ticket, Instant opening) {
    jobs.advance(
        drive.run,
        LOOK,
        () -> {
          boolean waits = drive.waitingFor().filter(ticket::equals).isPresent();
          boolean asked =
              drive.lettingGo() || engine.runs().find(drive.run).flatMap(Run::request).isPresent();
          if (waits && (asked || !engine.tools().clock().instant().isBefore(opening))) {
            advance(drive, ticket);
          } else if (waits && jobs.open()) {
            lookWhileWaiting(drive, ticket, opening);
          }
        });
  }

  private WindowGate windowGate() {
    return new WindowGate(engine.tools().guards());
  }

  /** Makes the step now that is waited for. */
  private void wake(Drive drive) {
    drive
        .waitingFor()
        .filter(ticket -> jobs.open())
        .ifPresent(ticket -> jobs.advance(drive.run, Duration.ZERO, () -> advance(drive, ticket)));
  }

  /** Looks in nobody's name: it reads only, also beside a process that holds the run. */
  private GateWatch watchOf(Run run) {
    var nobody =
        new Authority(
            run.id(),
            engine.control(),
            engine.node(),
            run.epoch(),
            engine.tokens().tokenOf(run.id()));
    var drive = new Drive(run.id(), engine.plans().of(run), Set.of(), false);
    return new TargetWatch(context(drive, run, nobody));
  }

  private StageContext context(Drive drive, Run run) {
    return context(drive, run, drive.authority());
  }

  private StageContext context(Drive drive, Run run, Authority authority) {
    var signals =
        new StageContext.Signals(
            () ->
                drive.lettingGo()
                    || drive.found().isPresent()
                    || drive.outOfTime(engine.tools().clock().instant())
                    || engine.runs().find(run.id()).flatMap(Run::request).isPresent(),
            line -> listeners.said(run.id(), line));
    return new StageContext(
        run,
        drive.plan,
        authority,
        engine.tools(listeners.of(run.id())),
        engine.book(),
        new QuartzShardTasks(jobs, run.id(), engine.shardTasks()),
        signals);
  }

  /**
   * F51: after a store did not answer a new epoch first. What we sent may still be under way; the
   * stores end it, or refuse it, before we look at them again.
   */
  private void renew(Drive drive, String why) throws InterruptedException {
    Run run = engine.runs().find(drive.run).orElseThrow();
    drive.requireHolds(run);
    if (drive.renewed() >= drive.plan.spec().cutOver().attempts()) {
      drive.done.complete(driver.givesUp(run, why, context(drive, run)));
      return;
    }
    listeners.said(run.id(), why + "; " + GuardId.F51 + " trying again under a new epoch");
    Thread.sleep(engine.timing().pauseBeforeRenewal().toMillis());
    if (engine.tools().guards().has(GuardId.F51)) {
      drive.release();
      try {
        acquire(drive, run);
      } catch (StoreException e) {
        drive.done.complete(driver.unreachable(run, e.getMessage()));
        return;
      }
    }
    schedule(drive, engine.tools().clock().instant());
  }

  private void acquire(Drive drive, Run run) {
    Epoch known = takeover.highest(run, drive.plan);
    Runs.Lease lease = waitForLease(drive, known);
    var authority =
        new Authority(
            drive.run,
            engine.control(),
            engine.node(),
            lease.epoch(),
            engine.tokens().tokenOf(drive.run));
    drive.holdsUnder(
        new LeaseKeeper(engine.runs(), lease, engine.timing().leaseRenewal()), authority);
    takeover.take(engine.runs().find(drive.run).orElseThrow(), drive.plan, authority);
    if (drive.plan.spec().capture().live()) {
      var replays = new Replays(context(drive, run));
      drive.replaysBy(new ReplayLoop(drive, engine.runs(), replays, () -> wake(drive)));
    }
  }

  /** A lease that nobody renews lapses soon; one that is renewed belongs to somebody alive. */
  private Runs.Lease waitForLease(Drive drive, Epoch known) {
    Instant firstSeen = null;
    Instant deadline = Instant.now().plus(engine.timing().longestLease().multipliedBy(2));
    while (true) {
      Optional<Runs.Lease> mine = engine.runs().acquire(drive.run, engine.node(), known);
      if (mine.isPresent()) {
        return mine.get();
      }
      Optional<Runs.Lease> other = engine.runs().holder(drive.run);
      Instant until = other.map(Runs.Lease::until).orElse(Instant.MIN);
      firstSeen = firstSeen == null ? until : firstSeen;
      if (until.isAfter(firstSeen) || Instant.now().isAfter(deadline)) {
        throw new StaleRunException(
            "%s is driven by %s right now; 'plimsoll status %s' shows it, 'plimsoll rollback' reaches it"
                .formatted(
                    drive.run, other.map(Runs.Lease::node).orElse("another node"), drive.run));
      }
      pause(Duration.ofMillis(200));
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StaleRunException("interrupted while waiting for the lease");
    }
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
    stopping = true;
    drives
        .values()
        .forEach(
            drive -> {
              drive.stop();
              wake(drive);
            });
  }

  @Override
  public Windows windows(Plan plan, Instant at) {
    WindowAnswer answer = new WindowCalendar(plan.spec().schedule()).at(at);
    return new Windows(
        answer, predicted(plan).map(predicted -> WindowFit.of(plan, answer, predicted)));
  }

  /** What the newest dry run of this very plan has measured. */
  private Optional<Facts.Prediction> predicted(Plan plan) {
    return engine.runs().list(RUNS_LOOKED_AT).stream()
        .filter(run -> run.planText().equals(plan.text()))
        .flatMap(run -> predicted(run.id()).stream())
        .findFirst();
  }

  private Optional<Facts.Prediction> predicted(RunId run) {
    return engine
        .book()
        .find(run, StageName.DRY_RUN, Optional.empty(), "prediction")
        .map(evidence -> FactJson.read(evidence, Facts.Prediction.class));
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
    return !stopping && jobs.open();
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
    stop();
    jobs.close();
  }
}
