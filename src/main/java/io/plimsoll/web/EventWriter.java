package io.plimsoll.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Writes one stream of events to one reader, on a thread that nobody else needs. */
final class EventWriter {
  private static final long HEARTBEAT_MILLIS = TimeUnit.SECONDS.toMillis(10);

  private final EventStream stream;
  private final String server;
  private final HttpServletResponse response;
  private final BooleanSupplier admitted;

  EventWriter(EventStream stream, String server, Call call, BooleanSupplier admitted) {
    this.stream = stream;
    this.server = server;
    this.response = call.context().res();
    this.admitted = admitted;
    Handling.HEADERS.forEach(response::setHeader);
    response.setContentType("text/event-stream;charset=utf-8");
    response.setHeader("X-Accel-Buffering", "no");
  }

  /**
   * Returns when the reader has gone, the stream is closed, or the reader may no longer read.
   *
   * @return whether the reader is still there
   */
  boolean write() {
    try {
      ServletOutputStream out = response.getOutputStream();
      send(out, "retry: 2000\n\n");
      long checked = System.nanoTime();
      while (!stream.closed()) {
        Optional<EventStream.Told> told = stream.next(HEARTBEAT_MILLIS);
        send(out, told.map(this::text).orElse(": nothing new\n\n"));
        boolean due = System.nanoTime() - checked > TimeUnit.MILLISECONDS.toNanos(HEARTBEAT_MILLIS);
        if (due && !admitted.getAsBoolean()) {
          break;
        }
        checked = due ? System.nanoTime() : checked;
      }
      // The answer of a reader who has gone is not ours to end any more; only writing tells.
      send(out, ": over\n\n");
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private String text(EventStream.Told told) {
    return told.event()
        .map(
            event ->
                "id: %s-%d\nevent: %s\ndata: %s\n\n"
                    .formatted(server, event.number(), event.type(), event.data()))
        .orElse("event: resync\ndata: {}\n\n");
  }

  private static void send(ServletOutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
