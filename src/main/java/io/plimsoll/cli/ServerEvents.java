package io.plimsoll.cli;

import io.plimsoll.run.RunPage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Follows one run by server-sent events. A stream that breaks is opened again after the event that
 * was heard last; where events were left out, the run is looked at instead.
 */
final class ServerEvents implements AutoCloseable {
  /** A server of ours says something at least every ten seconds. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(40);

  private static final int MOST_FAILURES = 30;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;
  private static final int MOST_WAITING = 256;

  private final ServerClient client;
  private final String path;
  private final Voice voice;
  private final Interruption interruption;
  private volatile BlockingQueue<Heard> heard = new ArrayBlockingQueue<>(MOST_WAITING);
  private Optional<String> last = Optional.empty();
  private boolean alive;
  private long pauseMillis = 2_000;

  ServerEvents(ServerClient client, String path, Voice voice) {
    this.client = client;
    this.path = path;
    this.voice = voice;
    this.interruption =
        Interruption.during(voice, RunTalk.NO_LONGER, () -> heard.offer(Heard.OVER));
  }

  /**
   * What a reader has heard.
   *
   * @param id empty when the stream is over
   */
  private record Heard(Optional<EventReader.Event> event) {
    static final Heard OVER = new Heard(Optional.empty());
  }

  boolean interrupted() {
    return interruption.happened();
  }

  /**
   * @param over whether the run rests
   * @param look asks for the run as it is now
   */
  RunPage.Line follow(
      RunPage.Line seen, Predicate<RunPage.Line> over, RunTalk talk, Supplier<RunPage.Line> look) {
    RunPage.Line now = seen;
    int failures = 0;
    while (!over.test(now) && !interrupted()) {
      try (InputStream stream = client.events(path, last)) {
        alive = false;
        now = stream(stream, now, over, talk, look);
        failures = alive ? 0 : failures + 1;
      } catch (IOException e) {
        failures++;
        voice.say(Tone.CARE, client.unreachable(e).getMessage() + "; trying again");
      }
      if (failures > MOST_FAILURES) {
        throw new ServerException(
            ExitCode.ERROR,
            "%s cannot be followed any more; the run goes on there".formatted(client.server()));
      }
      if (!over.test(now)) {
        interruption.within(Duration.ofMillis(pauseMillis));
      }
    }
    return now;
  }

  /** Until the run rests or the stream is over, broken, or silent for too long. */
  private RunPage.Line stream(
      InputStream stream,
      RunPage.Line seen,
      Predicate<RunPage.Line> over,
      RunTalk talk,
      Supplier<RunPage.Line> look) {
    var fresh = new ArrayBlockingQueue<Heard>(MOST_WAITING);
    heard = fresh;
    var reader = new Thread(() -> read(stream, fresh), "events");
    reader.setDaemon(true);
    reader.start();
    try {
      RunPage.Line now = seen;
      while (!over.test(now) && !interrupted()) {
        Optional<EventReader.Event> event = next();
        if (event.isEmpty()) {
          return now;
        }
        // Every stream begins with how long to wait before the next one; that alone is no news.
        alive |= event.get().retryMillis().isEmpty();
        now = taken(event.get(), now, talk, look);
      }
      return now;
    } finally {
      reader.interrupt();
    }
  }

  private static void read(InputStream stream, BlockingQueue<Heard> heard) {
    try {
      readAll(stream, heard);
      heard.put(Heard.OVER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void readAll(InputStream stream, BlockingQueue<Heard> heard)
      throws InterruptedException {
    try {
      var events = new EventReader(stream);
      for (var event = events.next(); event.isPresent(); event = events.next()) {
        heard.put(new Heard(event));
      }
    } catch (IOException e) {
      // As when it ends: whoever follows opens it again.
    }
  }

  private Optional<EventReader.Event> next() {
    try {
      Heard next = heard.poll(LONGEST_SILENCE.toMillis(), TimeUnit.MILLISECONDS);
      return next == null ? Optional.empty() : next.event();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException(ExitCode.INTERRUPTED, "interrupted");
    }
  }

  private RunPage.Line taken(
      EventReader.Event event, RunPage.Line now, RunTalk talk, Supplier<RunPage.Line> look) {
    event.retryMillis().ifPresent(millis -> pauseMillis = Math.min(millis, LONGEST_PAUSE_MILLIS));
    event.id().ifPresent(id -> last = Optional.of(id));
    RunPage.Line after =
        switch (event.type()) {
          case "run" -> client.understood(() -> ServerViews.line(data(event)));
          case "resync" -> look.get();
          default -> now;
        };
    switch (event.type()) {
      case "said" -> talk.said(now, client.understood(() -> data(event).text("line")));
      case "cut-over" -> talk.said(now, client.understood(() -> cutOver(data(event))));
      case "progress" -> client.understood(() -> progress(now, data(event), talk));
      default -> talk.heard(after);
    }
    return after;
  }

  private static String progress(RunPage.Line run, Shape at, RunTalk talk) {
    String work = "shard %s %s".formatted(at.text("shard"), at.text("pass"));
    String line =
        "%s: moved %s, verified %s, replayed %s"
            .formatted(
                work,
                Words.count(at.number("moved"), "row"),
                Words.count(at.number("verified"), "row"),
                Words.count(at.number("replayed"), "row"));
    talk.progressed(run, work, line);
    return line;
  }

  private Shape data(EventReader.Event event) {
    return Shape.of(client.read(event.data().getBytes(StandardCharsets.UTF_8)));
  }

  private static String cutOver(Shape at) {
    return "shard %s: clients waited %s"
        .formatted(at.text("shard"), Words.duration(Duration.ofMillis(at.number("blockMillis"))));
  }

  @Override
  public void close() {
    interruption.close();
  }
}
