package io.plimsoll.audit;

import io.plimsoll.common.RunId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives signed checkpoints away: soon after each event, and before the end of a run is told. A
 * place that does not take one is a complaint and never stops a run; it is offered the next one,
 * which proves all that the missed one would have.
 */
public final class Checkpoints implements AuditListener, AutoCloseable {
  /** Longer than every place's own bounds. */
  private static final Duration LONGEST_CLOSING = Duration.ofSeconds(60);

  /** Where complaints go. */
  @FunctionalInterface
  public interface Complaints {
    void about(Optional<RunId> run, String sentence);
  }

  private final AuditLog log;
  private final SigningKeys keys;
  private final List<CheckpointPlace> places;
  private final Complaints complaints;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            var daemon = new Thread(work, "checkpoints");
            daemon.setDaemon(true);
            return daemon;
          });

  /** Many events that come while one checkpoint is written need only one more. */
  private final AtomicBoolean queued = new AtomicBoolean();

  private final Map<CheckpointPlace, Long> given = new HashMap<>();

  public Checkpoints(
      AuditLog log, SigningKeys keys, List<CheckpointPlace> places, Complaints complaints) {
    this.log = log;
    this.keys = keys;
    this.places = List.copyOf(places);
    this.complaints = complaints;
  }

  @Override
  public void appended(AuditEvent event) {
    if (queued.compareAndSet(false, true)) {
      thread.execute(
          () -> {
            queued.set(false);
            complain(event);
          });
    }
  }

  @Override
  public void ended(AuditEvent event) {
    complain(event);
  }

  private void complain(AuditEvent event) {
    write().forEach(sentence -> complaints.about(event.run(), sentence));
  }

  /** The log as it is now, signed. */
  public SignedCheckpoint latest() {
    Head head = log.head();
    return head.checkpoint().signed(keys.signingAs(head.key()));
  }

  /** Writes one now, to every place that has not got it; returns what went wrong, a line each. */
  public synchronized List<String> write() {
    var wrong = new ArrayList<String>();
    try {
      SignedCheckpoint checkpoint = latest();
      for (CheckpointPlace place : places) {
        if (!Long.valueOf(checkpoint.checkpoint().size()).equals(given.get(place))) {
          give(checkpoint, place, wrong);
        }
      }
    } catch (RuntimeException e) {
      wrong.add("audit: no checkpoint was written: " + e.getMessage());
    }
    return wrong;
  }

  private void give(SignedCheckpoint checkpoint, CheckpointPlace place, List<String> wrong) {
    long size = checkpoint.checkpoint().size();
    try {
      place.put(checkpoint);
      given.put(place, size);
    } catch (IOException | RuntimeException e) {
      wrong.add(
          "audit: checkpoint %d did not reach %s: %s; it is offered the next one"
              .formatted(size, place.name(), reason(e)));
    }
  }

  /** Of a file system's exception the message is often the path alone. */
  private static String reason(Exception e) {
    String kind = e.getClass().getSimpleName();
    return kind.equals("IOException") || kind.equals("PassingException")
        ? e.getMessage()
        : kind + " " + e.getMessage();
  }

  /** Waits for the last one; what it complains of is heard as ever. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LONGEST_CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thread.shutdownNow();
    }
  }
}
