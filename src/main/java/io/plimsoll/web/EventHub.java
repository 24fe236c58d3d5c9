package io.plimsoll.web;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.engine.Movements;
import io.plimsoll.engine.Orchestrator;
import io.plimsoll.run.Run;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on what moves to whoever watches. Runs that other processes drive are looked at instead.
 * Nobody who tells ever waits for somebody who reads.
 */
final class EventHub implements Movements.Onlooker, AutoCloseable {
  static final int MOST_STREAMS = 256;
  private static final int MOST_REMEMBERED = 1_000;
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** A reader who takes nothing may hold its writer up; the server stops all the same. */
  private static final Duration LONGEST_END = Duration.ofSeconds(5);

  private static final Pattern ID = Pattern.compile("([0-9a-f]{8})-([0-9]{1,18})");
  private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

  private final Orchestrator orchestrator;
  private final Doorkeeper doorkeeper;
  private final String server = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
  private final ArrayDeque<Event> remembered = new ArrayDeque<>();
  private final List<EventStream> streams = new ArrayList<>();
  private final Map<RunId, String> looked = new HashMap<>();
  private final ExecutorService writers = Executors.newCachedThreadPool(named("events"));
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(named("events-look"));
  private long number;
  private boolean closed;

  EventHub(Orchestrator orchestrator, Doorkeeper doorkeeper) {
    this.orchestrator = orchestrator;
    this.doorkeeper = doorkeeper;
    looking.scheduleWithFixedDelay(
        this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static java.util.concurrent.ThreadFactory named(String name) {
    return work -> {
      var thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** What {@code said} events carry. */
  record Said(String line) {}

  /** What {@code progress} events carry. */
  record Progress(String shard, String pass, long moved, long verified, long replayed) {}

  /** What {@code cut-over} events carry. */
  record CutOver(String shard, long blockMillis) {}

  @Override
  public void moved(Run run) {
    synchronized (this) {
      looked.computeIfPresent(run.id(), (id, before) -> state(run));
    }
    publish(run.id(), "run", RunView.Line.of(run));
  }

  @Override
  public void said(RunId run, String line) {
    publish(run, "said", new Said(line));
  }

  @Override
  public void progressed(RunId run, Movements.Sums sums) {
    publish(
        run,
        "progress",
        new Progress(
            sums.shard().value(), sums.pass(), sums.moved(), sums.verified(), sums.replayed()));
  }

  @Override
  public void cutOver(RunId run, ShardId shard, Duration seen) {
    publish(run, "cut-over", new CutOver(shard.value(), seen.toMillis()));
  }

  private void publish(RunId run, String type, Object data) {
    String json = Json.of(data);
    synchronized (this) {
      var event = new Event(++number, run, type, json);
      remembered.add(event);
      if (remembered.size() > MOST_REMEMBERED) {
        remembered.remove();
      }
      streams.stream().filter(stream -> stream.run.equals(run)).forEach(s -> s.tell(event));
    }
  }

  /** Watched runs may be driven by another process, which tells us nothing. */
  private void look() {
    try {
      for (RunId id : watched()) {
        Optional<Run> run = orchestrator.find(id);
        if (run.isPresent() && isNews(run.get())) {
          publish(id, "run", RunView.Line.of(run.get()));
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("watched runs cannot be looked at right now: {}", e.getMessage());
    }
  }

  private synchronized Set<RunId> watched() {
    Set<RunId> runs = streams.stream().map(stream -> stream.run).collect(Collectors.toSet());
    looked.keySet().retainAll(runs);
    return runs;
  }

  private synchronized boolean isNews(Run run) {
    return !state(run).equals(looked.put(run.id(), state(run)));
  }

  private static String state(Run run) {
    return run.version() + " " + run.request();
  }

  /** Opens a stream to the caller; it goes on until the caller leaves or may no longer read. */
  void open(Run run, Call call) {
    var stream = new EventStream(run.id());
    Optional<String> last = call.header("Last-Event-ID");
    synchronized (this) {
      if (closed || streams.size() >= MOST_STREAMS) {
        throw new RefusedException(
            Problem.of(ProblemCode.TOO_MANY_STREAMS, "at most %d at once".formatted(MOST_STREAMS)),
            Map.of("Retry-After", "10"));
      }
      streams.add(stream);
      looked.putIfAbsent(run.id(), state(run));
      last.ifPresent(id -> catchUp(stream, id));
      if (last.isEmpty() || stream.missed()) {
        stream.tell(new Event(number, run.id(), "run", Json.of(RunView.Line.of(run))));
      }
    }
    var writing = new EventWriter(stream, server, call, () -> doorkeeper.stillAdmits(call));
    var done = new CompletableFuture<Void>();
    call.context()
        .future(
            () -> {
              writers.execute(() -> write(writing, stream, done));
              return done;
            });
  }

  /** Of a reader who has gone nothing is left that could be ended. */
  private void write(EventWriter writing, EventStream stream, CompletableFuture<Void> done) {
    boolean there = false;
    try {
      there = writing.write();
    } finally {
      synchronized (this) {
        streams.remove(stream);
      }
      if (there) {
        done.complete(null);
      }
    }
  }

  /** What was missed since the event the reader has heard last, or word that it is out of reach. */
  private void catchUp(EventStream stream, String id) {
    Matcher known = ID.matcher(id);
    boolean ours = known.matches() && known.group(1).equals(server);
    long heard = ours ? Long.parseLong(known.group(2)) : -1;
    long oldest = remembered.isEmpty() ? number + 1 : remembered.peek().number();
    if (!ours || heard > number || heard < oldest - 1) {
      stream.lose();
      return;
    }
    remembered.stream()
        .filter(event -> event.run().equals(stream.run) && event.number() > heard)
        .forEach(stream::tell);
  }

  synchronized int open() {
    return streams.size();
  }

  @Override
  public void close() {
    looking.shutdownNow();
    synchronized (this) {
      closed = true;
      streams.forEach(EventStream::close);
    }
    writers.shutdown();
    try {
      // The server must not take their answers back while they end them.
      writers.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
