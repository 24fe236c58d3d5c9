package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.run.Run;
import io.plimsoll.run.StaleRunException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every run going that nobody has to decide about: those that were started, and those that
 * another process left behind. The control database says which; what is in memory is no queue that
 * could be lost.
 */
public final class Drives implements AutoCloseable {
  /** How many runs one process drives at once. */
  public static final int AT_ONCE = 16;

  /** So that runs which sleep until their window opens leave places to others. */
  private static final int WAITING_AT_MOST = AT_ONCE / 2;

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
  private static final Duration LONGEST_STOP = Duration.ofMinutes(2);
  private static final Logger LOG = LoggerFactory.getLogger(Drives.class);

  private final Orchestrator orchestrator;
  private final Set<RunId> driven = ConcurrentHashMap.newKeySet();
  private final Map<RunId, Instant> notBefore = new ConcurrentHashMap<>();
  private final ExecutorService workers = Executors.newCachedThreadPool(named("drive"));
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(named("drives"));

  public Drives(Orchestrator orchestrator) {
    this.orchestrator = orchestrator;
  }

  private static java.util.concurrent.ThreadFactory named(String name) {
    return work -> {
      var thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Looks at once and then again and again. */
  public void begin() {
    looking.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Looks soon: somebody has just started a run or decided about one. */
  public void wake() {
    if (!looking.isShutdown()) {
      looking.execute(this::look);
    }
  }

  /** How many runs are driven right now. */
  public int driven() {
    return driven.size();
  }

  private void look() {
    try {
      if (orchestrator.accepts()) {
        orchestrator.due(2 * AT_ONCE).forEach(this::take);
      }
    } catch (RuntimeException e) {
      LOG.warn("runs that are due cannot be found right now, looking again", e);
    }
  }

  private void take(RunId run) {
    boolean early =
        Optional.ofNullable(notBefore.get(run)).filter(Instant.now()::isBefore).isPresent();
    if (early || driven.size() >= AT_ONCE || waitsTooMany(run) || !driven.add(run)) {
      return;
    }
    workers.execute(() -> drive(run));
  }

  private boolean waitsTooMany(RunId run) {
    return driven.size() >= WAITING_AT_MOST
        && orchestrator.find(run).filter(WindowWatch::waits).isPresent();
  }

  private void drive(RunId run) {
    try {
      Run rest = orchestrator.driveThroughWindows(run, Set.of());
      notBefore.remove(run);
      LOG.info("{} rests in {}", run, rest.state());
      orchestrator.mind(run);
    } catch (StaleRunException e) {
      LOG.info("{}: {}", run, e.getMessage());
    } catch (RuntimeException e) {
      notBefore.put(run, Instant.now().plus(AFTER_FAILURE));
      LOG.error("{} could not be driven, trying again in {}", run, AFTER_FAILURE, e);
    } finally {
      driven.remove(run);
    }
  }

  /** Lets every run stop at its next chunk, and waits until all have. */
  @Override
  public void close() {
    looking.shutdown();
    orchestrator.stop();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} did not stop in time; they can be resumed", driven);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
