package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.store.Authority;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One run being driven by this process. */
final class Drive {
  final RunId run;
  final Plan plan;
  final Set<StageName> holdBefore;
  final CompletableFuture<Run> done = new CompletableFuture<>();

  private volatile LeaseKeeper lease;
  private volatile Authority authority;
  private volatile boolean stopRequested;
  private int renewals;

  Drive(RunId run, Plan plan, Set<StageName> holdBefore) {
    this.run = run;
    this.plan = plan;
    this.holdBefore = holdBefore;
  }

  void holdsUnder(LeaseKeeper newLease, Authority newAuthority) {
    lease = newLease;
    authority = newAuthority;
  }

  Authority authority() {
    return authority;
  }

  void stop() {
    stopRequested = true;
  }

  /** Whether this process should let go of the run. */
  boolean lettingGo() {
    return stopRequested || (lease != null && lease.lost());
  }

  void release() {
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
