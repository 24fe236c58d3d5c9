package io.plimsoll.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests and takes answers, each within a time and a size; what they mean it leaves open.
 */
final class ServerWire {
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final int MOST_BYTES = 16 << 20;

  /** Also said by proxies while a server starts again. */
  private static final Set<Integer> AWAY = Set.of(502, 503, 504);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(LONGEST_CONNECT)
          .build();

  /** An answer as it arrived. */
  record Raw(HttpResponse<?> answer, byte[] bytes) {
    boolean good() {
      return answer.statusCode() / 100 == 2;
    }

    boolean is(String type) {
      return ServerWire.is(type, answer);
    }

    /** Whether somebody in between said that the server is not there just now. */
    boolean passes() {
      return ServerWire.passes(answer);
    }

    Optional<Duration> retryAfter() {
      return answer
          .headers()
          .firstValue("Retry-After")
          .filter(text -> text.matches("[0-9]{1,4}"))
          .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }
  }

  static boolean passes(HttpResponse<?> answer) {
    return AWAY.contains(answer.statusCode());
  }

  static boolean is(String type, HttpResponse<?> answer) {
    String said = answer.headers().firstValue("Content-Type").orElse("");
    return said.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(type);
  }

  /** The client's own time-out would end with the headers; this one counts the whole answer. */
  Raw exchanged(HttpRequest request) throws IOException {
    var body = new Body();
    HttpResponse<Void> answer =
        within(
            http.sendAsync(
                request, BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(body::add))));
    return new Raw(answer, body.bytes());
  }

  private static <T> T within(CompletableFuture<T> coming) throws IOException {
    try {
      return coming.get(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new InterruptedIOException("no answer within " + LONGEST_ANSWER.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException(ExitCode.INTERRUPTED, "interrupted");
    } finally {
      coming.cancel(true);
    }
  }

  /** What arrives, up to a bound. */
  private static final class Body {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean tooLong;

    synchronized void add(byte[] part) {
      tooLong |= bytes.size() + part.length > MOST_BYTES;
      if (!tooLong) {
        bytes.write(part, 0, part.length);
      }
    }

    synchronized byte[] bytes() throws IOException {
      if (tooLong) {
        throw new IOException("the answer is longer than %d bytes".formatted(MOST_BYTES));
      }
      return bytes.toByteArray();
    }
  }

  static void pause(Optional<Duration> asked) {
    Duration pause = asked.orElse(PAUSE);
    try {
      TimeUnit.MILLISECONDS.sleep(Math.min(pause.toMillis(), LONGEST_PAUSE.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException(ExitCode.INTERRUPTED, "interrupted");
    }
  }

  /** An answer that goes on; its reader sees to it that it does not do so in silence. */
  HttpResponse<InputStream> opened(HttpRequest request) throws IOException {
    return within(http.sendAsync(request, BodyHandlers.ofInputStream()));
  }
}
