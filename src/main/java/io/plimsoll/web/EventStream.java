package io.plimsoll.web;

import io.plimsoll.common.RunId;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one reader is still to be told. Whoever tells never waits: a reader who is too slow loses
 * what has gathered and is told to look again.
 */
final class EventStream {
  static final int MOST_GATHERED = 256;

  final RunId run;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final ArrayDeque<Event> gathered = new ArrayDeque<>();
  private boolean lost;
  private boolean closed;

  EventStream(RunId run) {
    this.run = run;
  }

  void tell(Event event) {
    lock.lock();
    try {
      if (gathered.size() >= MOST_GATHERED) {
        gathered.clear();
        lost = true;
      }
      gathered.add(event);
      more.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Some events are out of reach. */
  void lose() {
    lock.lock();
    try {
      lost = true;
      more.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean missed() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the next thing to tell.
   *
   * @return empty when there was nothing for so long, or the stream is closed
   */
  Optional<Told> next(long millis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (gathered.isEmpty() && !lost && !closed && left > 0) {
        left = more.awaitNanos(left);
      }
      if (closed || (gathered.isEmpty() && !lost)) {
        return Optional.empty();
      }
      if (lost) {
        lost = false;
        return Optional.of(new Told(Optional.empty()));
      }
      return Optional.of(new Told(Optional.of(gathered.remove())));
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param event empty when events were left out
   */
  record Told(Optional<Event> event) {}

  void close() {
    lock.lock();
    try {
      closed = true;
      more.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
