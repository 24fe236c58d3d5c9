package io.plimsoll.shard;

import io.plimsoll.common.ObjectName;
import io.plimsoll.route.Route.Destination;
import io.plimsoll.store.Store;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sees a cut-over as a client would: follows the route and tries to write, touching no row, and
 * measures how long no try was let through.
 */
final class BlockProbe implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(5);

  /** A try that was let through within this time has not waited for anybody. */
  private static final Duration PROMPT = Duration.ofMillis(20);

  private static final Duration LAST_TRY = Duration.ofSeconds(5);

  private final ShardEnds ends;
  private final ObjectName object;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Thread thread;
  private volatile long longestNanos;

  BlockProbe(ShardEnds ends) {
    this.ends = ends;
    this.object = ends.objects().get(0);
    this.thread = new Thread(this::watch, "probe-" + ends.shard());
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    long blockedSince = -1;
    while (!ended.get() || blockedSince >= 0) {
      long sent = System.nanoTime();
      boolean accepted = tryToWrite();
      long answered = System.nanoTime();
      if (!accepted) {
        blockedSince = blockedSince < 0 ? sent : blockedSince;
      } else {
        long since = blockedSince < 0 ? sent : blockedSince;
        boolean waited = blockedSince >= 0 || answered - sent > PROMPT.toNanos();
        longestNanos = waited ? Math.max(longestNanos, answered - since) : longestNanos;
        blockedSince = -1;
      }
      if (!pause()) {
        return;
      }
    }
  }

  private boolean tryToWrite() {
    try {
      boolean target =
          ends.route()
              .observe(ends.shard())
              .filter(p -> p.destination() == Destination.TARGET)
              .isPresent();
      Store store = target ? ends.target() : ends.source();
      return store.fence().acceptsWrites(object);
    } catch (RuntimeException e) {
      // A client would try again, too.
      return false;
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** The longest wait so far. */
  Duration longest() {
    return Duration.ofNanos(longestNanos);
  }

  /** Lets a try under way end, so that the last wait is counted to its end. */
  @Override
  public void close() {
    ended.set(true);
    try {
      thread.join(LAST_TRY.toMillis());
      thread.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
