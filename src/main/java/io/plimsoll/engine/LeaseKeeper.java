package io.plimsoll.engine;

import io.plimsoll.run.Runs;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews a lease until it is closed; says when it was lost. The stores refuse us then anyway. */
final class LeaseKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final Runs runs;
  private final ScheduledExecutorService clockwork =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "plimsoll-lease");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Runs.Lease lease;
  private volatile boolean lost;
  private boolean closed;

  LeaseKeeper(Runs runs, Runs.Lease lease, Duration every) {
    this.runs = runs;
    this.lease = lease;
    clockwork.scheduleAtFixedRate(
        this::renew, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  Runs.Lease lease() {
    return lease;
  }

  boolean lost() {
    return lost;
  }

  private synchronized void renew() {
    try {
      if (!closed && !lost && !runs.renew(lease)) {
        lost = true;
        LOG.warn("{}: lease lost, another node holds the run", lease.run());
      }
    } catch (RuntimeException e) {
      LOG.warn("{}: lease not renewed: {}", lease.run(), e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    clockwork.shutdown();
    if (!lost) {
      runs.release(lease);
    }
  }
}
