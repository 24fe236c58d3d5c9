package io.plimsoll.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.RunId;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a watcher is told, and what becomes of one who does not listen. */
class EventStreamTest extends WebTestCase {
  private static final int CROWD = 200;

  /** One reader of a stream, as a browser would be. */
  private final class Watcher implements AutoCloseable {
    private final BufferedReader lines;

    Watcher(RunId run, Optional<String> last) throws Exception {
      var request =
          HttpRequest.newBuilder(it.address().resolve("/v1/runs/" + run + "/events"))
              .header("Authorization", "Bearer " + it.tokenOf("viewer"));
      last.ifPresent(id -> request.header("Last-Event-ID", id));
      var answer = it.client().send(request.build(), BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/event-stream");
      lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** The next event that is one, as its fields. */
    Map<String, String> next() throws IOException {
      var fields = new HashMap<String, String>();
      while (true) {
        String line = lines.readLine();
        assertThat(line).as("the stream goes on").isNotNull();
        if (line.isEmpty() && fields.containsKey("event")) {
          return fields;
        }
        if (line.contains(": ") && !line.startsWith(":")) {
          fields.put(line.split(": ", 2)[0], line.split(": ", 2)[1]);
        }
      }
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  private Run held(RunId run) {
    return it.workplace
        .runs()
        .move(
            it.run(run),
            RunEvent.PAUSE,
            Runs.Note.hold(new Hold(Hold.Reason.PAUSED, "because of a test")));
  }

  private static String state(Map<String, String> event) {
    assertThat(event).containsEntry("event", "run");
    return Json.read(event.get("data")).path("version").asString();
  }

  @Test
  void tellsHowTheRunIsAndThenWhatMoves() throws Exception {
    RunId run = it.submitted();
    try (var watcher = new Watcher(run, Optional.empty())) {
      assertThat(state(watcher.next())).isEqualTo("0");

      held(run);

      Map<String, String> moved = watcher.next();
      assertThat(state(moved)).isEqualTo("1");
      assertThat(Json.read(moved.get("data")).path("hold").path("reason").asString())
          .isEqualTo("paused");
    }
  }

  @Test
  void goesOnWhereTheReaderHadHeardLast() throws Exception {
    RunId run = it.submitted();
    String last;
    try (var watcher = new Watcher(run, Optional.empty())) {
      watcher.next();
      held(run);
      last = watcher.next().get("id");
      it.workplace.orchestrator().resume(run);
      assertThat(state(watcher.next())).isEqualTo("2");
    }
    try (var watcher = new Watcher(run, Optional.of(last))) {
      assertThat(state(watcher.next())).isEqualTo("2");
    }
  }

  @Test
  void saysThatEventsWereLeftOut() throws Exception {
    RunId run = it.submitted();
    for (String last : List.of("00000000-7", "nonsense", "ffffffff-999999999999999999")) {
      try (var watcher = new Watcher(run, Optional.of(last))) {
        assertThat(watcher.next()).containsEntry("event", "resync");
        assertThat(state(watcher.next())).isEqualTo("0");
      }
    }
  }

  /** Nobody reads: whoever tells is never held up, and memory stays bounded. */
  @Test
  void losesWhatASlowReaderDoesNotTake() throws Exception {
    var run = new RunId("slow");
    var stream = new EventStream(run);
    for (int i = 1; i <= 10_000; i++) {
      stream.tell(new Event(i, run, "said", "{}"));
    }

    var told = new ArrayList<EventStream.Told>();
    for (Optional<EventStream.Told> next = stream.next(1);
        next.isPresent();
        next = stream.next(1)) {
      told.add(next.get());
    }

    assertThat(told).hasSizeLessThanOrEqualTo(EventStream.MOST_GATHERED + 1);
    assertThat(told.get(0).event()).isEmpty();
    assertThat(told.get(told.size() - 1).event().orElseThrow().number()).isEqualTo(10_000);
  }

  /** The answer of a reader who hung up is not ended again, whose failure would never end. */
  @Test
  void endsQuietlyWhenReadersAndServerGoTogether(@TempDir Path folder) throws Exception {
    var stand = new Stand(folder).withPeople();
    RunId run =
        stand
            .workplace()
            .orchestrator()
            .submit(new PlanReader(Clock.systemUTC()).read("plan", Stand.plan()));
    var before = writers();
    var sockets = new ArrayList<Socket>();
    for (int i = 0; i < CROWD; i++) {
      var socket = new Socket(stand.address().getHost(), stand.address().getPort());
      socket.setSoLinger(true, 0);
      socket
          .getOutputStream()
          .write(
              "GET /v1/runs/%s/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                  .formatted(run, stand.tokenOf("viewer"))
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().read()).isPositive();
      sockets.add(socket);
    }
    var during = writers();
    during.removeAll(before);
    assertThat(during).hasSizeGreaterThanOrEqualTo(CROWD);

    PrintStream err = System.err;
    var said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      for (Socket socket : sockets.subList(0, CROWD / 2)) {
        socket.close();
      }
      stand.close();
      for (Thread writer : during) {
        writer.join(60_000);
        assertThat(writer.isAlive()).as(writer.getName()).isFalse();
      }
    } finally {
      System.setErr(err);
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("Exception");
  }

  private static Set<Thread> writers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("events"))
        .collect(Collectors.toCollection(HashSet::new));
  }

  @Test
  void endsWhenTheServerStops() throws Exception {
    var stream = new EventStream(new RunId("over"));
    stream.close();

    assertThat(stream.next(60_000)).isEmpty();
    assertThat(stream.closed()).isTrue();
  }
}
