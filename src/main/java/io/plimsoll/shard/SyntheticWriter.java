package io.plimsoll.shard;

import io.plimsoll.route.Route.Destination;
import io.plimsoll.store.Practice;
import io.plimsoll.store.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A client that keeps writing while a move is rehearsed. It follows the route, tries again when it
 * is refused, and keeps count outside the databases of what was acknowledged.
 */
public final class SyntheticWriter implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(1);
  private static final Duration REFUSED = Duration.ofMillis(5);
  private static final Duration LAST_WRITE = Duration.ofSeconds(60);

  private final ShardEnds ends;
  private final Practice source;
  private final Practice target;
  private final Map<Long, Long> expected = new TreeMap<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Thread thread;
  private volatile long acknowledged;

  /** Starts writing. */
  public SyntheticWriter(ShardEnds ends, Practice source, Practice target) {
    this.ends = ends;
    this.source = source;
    this.target = target;
    this.thread = new Thread(this::writeOn, "practice-" + ends.shard());
    thread.setDaemon(true);
    thread.start();
  }

  private void writeOn() {
    for (long number = 1; !stopping.get() && write(number); number++) {
      Practice.apply(number, expected);
      acknowledged = number;
      pause(PAUSE);
    }
  }

  /** The same change again until it is acknowledged: repeating it does no harm. */
  private boolean write(long number) {
    while (!stopping.get()) {
      try {
        side().write(number);
        return true;
      } catch (StoreException e) {
        pause(REFUSED);
      }
    }
    return false;
  }

  private Practice side() {
    boolean moved =
        ends.route()
            .observe(ends.shard())
            .filter(position -> position.destination() == Destination.TARGET)
            .isPresent();
    return moved ? target : source;
  }

  private void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      stopping.set(true);
    }
  }

  /**
   * Waits until it was let through once more, wherever clients are now.
   *
   * @throws StoreException when it was not
   */
  public void awaitMore() {
    long before = acknowledged;
    for (long waited = 0; acknowledged <= before + 1; waited += REFUSED.toMillis()) {
      if (waited > LAST_WRITE.toMillis()) {
        throw new StoreException(
            ends.shard() + ": the rehearsal's writer is not let through any more", false, null);
      }
      pause(REFUSED);
    }
  }

  /** How many changes were acknowledged so far. */
  public long acknowledged() {
    return acknowledged;
  }

  /** Whether the source has exactly what was acknowledged; only after {@link #stop()}. */
  public boolean allOn(Practice side) {
    return side.rows().equals(expected);
  }

  @Override
  public void close() {
    stop();
  }

  /** Ends with the write under way. */
  public void stop() {
    stopping.set(true);
    try {
      thread.join(LAST_WRITE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new StoreException(
          ends.shard() + ": the rehearsal's writer did not end within " + LAST_WRITE, false, null);
    }
  }
}
