package io.plimsoll.control;

import io.plimsoll.common.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Runs one piece of work in one transaction. The process that serves the database may end at any
 * time; work that had not reached its commit is then done again, through another connection.
 */
final class Transactions {
  private static final Retry RETRY = new Retry(6, Duration.ofMillis(100), Duration.ofSeconds(2));

  /** The work of one transaction; it may run more than once, so it touches nothing else. */
  @FunctionalInterface
  interface Work<T> {
    T in(Handle handle);
  }

  private final Jdbi jdbi;
  private final Path file;

  Transactions(Jdbi jdbi, Path file) {
    this.jdbi = jdbi;
    this.file = file;
  }

  /** Only reads; each statement sees what is committed when it begins. */
  <T> T read(Work<T> work) {
    return retried(() -> jdbi.withHandle(work::in), new AtomicBoolean());
  }

  /** Reads and writes, all or nothing; durable when it returns. */
  <T> T call(Work<T> work) {
    var committing = new AtomicBoolean();
    return retried(() -> once(work, committing), committing);
  }

  private <T> T retried(Callable<T> attempt, AtomicBoolean committing) {
    try {
      return RETRY.call(attempt, e -> !committing.get() && H2Errors.passing(e));
    } catch (JdbiException e) {
      throw committing.get() ? unknownOutcome(e) : H2Errors.explain(file, e);
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlException.Unavailable(file, "the wait for it was interrupted", "resume", e);
    } catch (Exception e) {
      throw new IllegalStateException("a transaction throws no checked exception", e);
    }
  }

  void run(Consumer<Handle> work) {
    call(
        handle -> {
          work.accept(handle);
          return null;
        });
  }

  private <T> T once(Work<T> work, AtomicBoolean committing) {
    committing.set(false);
    return jdbi.inTransaction(
        handle -> {
          T result = work.in(handle);
          committing.set(true);
          return result;
        });
  }

  /** A commit without an answer may have happened: doing it again could do it twice. */
  private ControlException unknownOutcome(JdbiException e) {
    return new ControlException.Unavailable(
        file, "a commit got no answer, so it may or may not count", "resume to find out", e);
  }
}
