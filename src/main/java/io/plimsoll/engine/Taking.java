package io.plimsoll.engine;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.Runs;
import io.plimsoll.run.StaleRunException;
import io.plimsoll.stage.Replays;
import io.plimsoll.stage.StageContext;
import io.plimsoll.store.Authority;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Takes runs for this process: the lease, a new epoch on every store, the replaying while it is
 * held.
 */
final class Taking {
  /** Whoever only minds a waiting run notices within this that it was decided, and lets go. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Engine engine;
  private final Jobs jobs;
  private final Listeners listeners;
  private final Takeover takeover;

  Taking(Engine engine, Jobs jobs, Listeners listeners) {
    this.engine = engine;
    this.jobs = jobs;
    this.listeners = listeners;
    this.takeover = new Takeover(engine.tools().stores(), engine.tools().journal());
  }

  /**
   * Waits for the lease, as long as nobody seems to be alive who holds it.
   *
   * @param wake is called when replaying found something, or somebody asks for something
   * @throws StaleRunException when another process holds the run
   */
  void take(Drive drive, Run run, Runnable wake) {
    Epoch known = takeover.highest(run, drive.plan);
    hold(drive, run, waitForLease(drive, known), wake);
  }

  /** Takes the run if nobody holds it; false when somebody does. */
  boolean takeIfFree(Drive drive, Run run, Runnable wake) {
    if (engine.runs().holder(drive.run).isPresent()) {
      return false;
    }
    Epoch known = takeover.highest(run, drive.plan);
    Optional<Runs.Lease> mine = engine.runs().acquire(drive.run, engine.node(), known);
    mine.ifPresent(lease -> hold(drive, run, lease, wake));
    return mine.isPresent();
  }

  private void hold(Drive drive, Run run, Runs.Lease lease, Runnable wake) {
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
      drive.replaysBy(new ReplayLoop(drive, engine.runs(), replays, wake));
    }
  }

  /** A lease that nobody renews lapses soon; one that is renewed belongs to somebody alive. */
  private Runs.Lease waitForLease(Drive drive, Epoch known) {
    Instant firstSeen = null;
    Instant began = Instant.now();
    Instant deadline = began.plus(engine.timing().longestLease().multipliedBy(2));
    while (true) {
      Optional<Runs.Lease> mine = engine.runs().acquire(drive.run, engine.node(), known);
      if (mine.isPresent()) {
        return mine.get();
      }
      Optional<Runs.Lease> other = engine.runs().holder(drive.run);
      Instant until = other.map(Runs.Lease::until).orElse(Instant.MIN);
      firstSeen = firstSeen == null ? until : firstSeen;
      boolean stays = until.isAfter(firstSeen) && Instant.now().isAfter(began.plus(PATIENCE));
      if (stays || Instant.now().isAfter(deadline)) {
        throw new StaleRunException(
            "%s is driven by %s right now; 'plimsoll status %s' shows it, 'plimsoll rollback' reaches it"
                .formatted(
                    drive.run, other.map(Runs.Lease::node).orElse("another node"), drive.run));
      }
      pause(Duration.ofMillis(200));
    }
  }

  static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StaleRunException("interrupted while waiting for the lease");
    }
  }

  /** In nobody's name: for whoever reads only, also beside a process that holds the run. */
  StageContext contextOfNobody(Run run) {
    RunId id = run.id();
    var nobody =
        new Authority(
            id, engine.control(), engine.node(), run.epoch(), engine.tokens().tokenOf(id));
    return context(new Drive(id, engine.plans().of(run), Set.<StageName>of(), false), run, nobody);
  }

  StageContext context(Drive drive, Run run) {
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
}
