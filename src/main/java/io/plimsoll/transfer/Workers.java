package io.plimsoll.transfer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A few threads that work through a list side by side, each with a context of its own (a
 * connection). The first failure stops the others at their next item and is thrown, later ones
 * suppressed in it.
 *
 * <p>Nothing here interrupts a worker: an interrupt in the middle of file I/O closes the channel
 * for everybody, an embedded control database included. A worker stops between two items, and an
 * item is one chunk.
 */
final class Workers {
  private final String name;
  private final int streams;

  Workers(String name, int streams) {
    this.name = name;
    this.streams = streams;
  }

  /** Work on one item in a thread's own context. */
  interface Work<C, T, R> {
    R on(C context, T item) throws Exception;
  }

  /** A context that needs no closing. */
  static final AutoCloseable NOTHING = () -> {};

  /** Results in the order of the items. */
  <C extends AutoCloseable, T, R> List<R> each(
      List<T> items, Supplier<C> contexts, Work<C, T, R> work) {
    return each(items, contexts, work, () -> false);
  }

  /**
   * @param stop asked before each item; once true no further item begins
   * @return results in the order of the items; null for those that did not begin
   */
  <C extends AutoCloseable, T, R> List<R> each(
      List<T> items, Supplier<C> contexts, Work<C, T, R> work, BooleanSupplier stop) {
    var crew = new Crew<>(items, contexts, work, stop);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < Math.min(streams, items.size()); i++) {
      var thread = new Thread(crew, name + "-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    crew.await(threads);
    return crew.results;
  }

  private static final class Crew<C extends AutoCloseable, T, R> implements Runnable {
    final List<R> results;
    private final List<T> items;
    private final Supplier<C> contexts;
    private final Work<C, T, R> work;
    private final BooleanSupplier stop;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Crew(List<T> items, Supplier<C> contexts, Work<C, T, R> work, BooleanSupplier stop) {
      this.items = items;
      this.contexts = contexts;
      this.work = work;
      this.stop = stop;
      this.results =
          Collections.synchronizedList(new ArrayList<>(Collections.nCopies(items.size(), null)));
    }

    @Override
    @SuppressWarnings("try") // A context's close() may be interrupted; workers never are.
    public void run() {
      try (C context = contexts.get()) {
        for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
          if (failure.get() != null || stop.getAsBoolean()) {
            return;
          }
          results.set(i, work.on(context, items.get(i)));
        }
      } catch (Throwable e) {
        fail(e);
      }
    }

    private void fail(Throwable e) {
      if (!failure.compareAndSet(null, e)) {
        Throwable first = failure.get();
        if (first != e) {
          first.addSuppressed(e);
        }
      }
    }

    /** Waits for every thread, even when interrupted: none may work on after its caller is gone. */
    void await(List<Thread> threads) {
      boolean interrupted = false;
      for (Thread thread : threads) {
        while (thread.isAlive()) {
          try {
            thread.join();
          } catch (InterruptedException e) {
            interrupted = true;
            fail(new TransferException("interrupted; stopped at the next chunk", e));
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      rethrow(failure.get());
    }

    private static void rethrow(Throwable failure) {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (failure != null) {
        throw new TransferException("a stream failed: " + failure.getMessage(), failure);
      }
    }
  }
}
