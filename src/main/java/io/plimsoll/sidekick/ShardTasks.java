package io.plimsoll.sidekick;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs one task per shard, a few at a time; results in the order of the tasks. */
final class ShardTasks {
  private ShardTasks() {}

  /**
   * Waits for all tasks to end, even when one fails: then the others are interrupted and the first
   * failure is thrown, with those that followed suppressed in it.
   */
  static <T> List<T> run(int threads, List<Callable<T>> tasks) {
    ExecutorService pool =
        Executors.newFixedThreadPool(Math.max(1, Math.min(threads, tasks.size())));
    try {
      var running = new ArrayList<Future<T>>();
      tasks.forEach(task -> running.add(pool.submit(task)));
      return results(running, pool);
    } finally {
      pool.shutdownNow();
    }
  }

  /** Called between records; ends the task when it is no longer wanted. */
  static void stopIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new SidekickException("stopped before the end");
    }
  }

  private static <T> List<T> results(List<Future<T>> running, ExecutorService pool) {
    var results = new ArrayList<T>();
    SidekickException failure = null;
    for (Future<T> task : running) {
      try {
        results.add(ended(task, pool));
      } catch (SidekickException e) {
        stop(pool);
        failure = joined(failure, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
    return results;
  }

  private static <T> T ended(Future<T> task, ExecutorService pool) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
          stop(pool);
        }
      }
    } catch (CancellationException e) {
      throw new SidekickException("not begun, because another shard failed");
    } catch (ExecutionException e) {
      throw asOurs(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Tasks that wait in the queue are told too; nobody else would ever end them. */
  private static void stop(ExecutorService pool) {
    for (Runnable waiting : pool.shutdownNow()) {
      if (waiting instanceof Future<?> task) {
        task.cancel(false);
      }
    }
  }

  private static SidekickException joined(SidekickException first, SidekickException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  private static SidekickException asOurs(Throwable cause) {
    return cause instanceof SidekickException ours
        ? ours
        : new SidekickException(cause.toString(), cause);
  }
}
