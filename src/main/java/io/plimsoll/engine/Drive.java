package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.StaleRunException;
import io.plimsoll.stage.Outcome;
import io.plimsoll.store.Authority;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** One run being driven by this process. */
final class Drive {
  final RunId run;
  final Plan plan;
  final Set<StageName> holdBefore;

  /** Whether this process stays while the plan's windows are closed. */
  final boolean stays;

  final CompletableFuture<Run> done = new CompletableFuture<>();

  private volatile LeaseKeeper lease;
  private volatile Authority authority;
  private volatile boolean stopRequested;
  private final AtomicReference<Object> pending = new AtomicReference<>();
  private volatile Optional<Outcome> found = Optional.empty();
  private Optional<ReplayLoop> loop = Optional.empty();
  private Optional<StageName> working = Optional.empty();
  private volatile Optional<Instant> deadline = Optional.empty();
  private int renewals;

  Drive(RunId run, Plan plan, Set<StageName> holdBefore, boolean stays) {
    this.run = run;
    this.plan = plan;
    this.holdBefore = holdBefore;
    this.stays = stays;
  }

  void holdsUnder(LeaseKeeper newLease, Authority newAuthority) {
    lease = newLease;
    authority = newAuthority;
  }

  Authority authority() {
    return authority;
  }

  /**
   * Only the holder moves a run: one that was stopped and wakes after another has taken over would
   * end the other's stage with the outcome of its own.
   *
   * @param now the run as just read; moving it compares with that
   * @throws StaleRunException when the run is another's by now
   */
  void requireHolds(Run now) {
    LeaseKeeper held = lease;
    if (held == null || !now.epoch().equals(held.lease().epoch())) {
      throw new StaleRunException(
          "run %s was taken over by another node, under epoch %s".formatted(run, now.epoch()));
    }
  }

  void stop() {
    stopRequested = true;
  }

  /** Whether this process should let go of the run. */
  boolean lettingGo() {
    return stopRequested || (lease != null && lease.lost());
  }

  /** Names the next step; whoever takes the ticket first makes it. */
  Object ticket() {
    var ticket = new Object();
    pending.set(ticket);
    return ticket;
  }

  boolean takes(Object ticket) {
    return pending.compareAndSet(ticket, null);
  }

  /** The step that is waited for, when there is one. */
  Optional<Object> waitingFor() {
    return Optional.ofNullable(pending.get());
  }

  /** A step of the stage begins, and may last until then if a window ends. */
  void worksUntil(StageName stage, Optional<Instant> end) {
    working = Optional.of(stage);
    deadline = end;
  }

  void worksOnNothing() {
    working = Optional.empty();
    deadline = Optional.empty();
  }

  /** Whether this process has begun to work on the stage. */
  boolean worksOn(StageName stage) {
    return working.filter(stage::equals).isPresent();
  }

  /** Whether the window leaves no more time for the step that is made now. */
  boolean outOfTime(Instant now) {
    return deadline.filter(now::isAfter).isPresent();
  }

  /** What was found between the steps: the next step begins with it. */
  void find(Outcome outcome) {
    found = Optional.of(outcome);
  }

  Optional<Outcome> found() {
    return found;
  }

  void replaysBy(ReplayLoop newLoop) {
    loop = Optional.of(newLoop);
  }

  void release() {
    loop.ifPresent(ReplayLoop::close);
    loop = Optional.empty();
    if (lease != null) {
      lease.close();
      lease = null;
    }
  }

  /** Counts a renewal of the epoch after a store did not answer. */
  int renewed() {
    return ++renewals;
  }

  void progressed() {
    renewals = 0;
  }
}
