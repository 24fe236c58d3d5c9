package io.plimsoll.route;

import io.plimsoll.common.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Asks a route service, once and within a bound; it follows no redirect, because the token is meant
 * for one address alone.
 */
final class HttpService {
  /** Shared, because each client brings threads of its own and cannot be closed. */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** The client would show any other token in its complaint. */
  private static final Pattern SENDABLE = Pattern.compile("[\\x21-\\x7e]+");

  private final Optional<Secret> token;
  private final Duration timeout;

  /**
   * @param timeout from the first byte sent to the last one read, connecting included
   */
  HttpService(Optional<Secret> token, Duration timeout) {
    this.token = token;
    this.timeout = timeout;
  }

  HttpResponse<byte[]> get(URI at) throws IOException {
    return within(timeout, request(at).GET());
  }

  /**
   * @param header {@code If-Match} or {@code If-None-Match}
   */
  HttpResponse<byte[]> put(URI at, String json, String header, String tag) throws IOException {
    return within(
        timeout,
        request(at)
            .header("Content-Type", "application/json")
            .header(header, tag)
            .PUT(BodyPublishers.ofString(json)));
  }

  /**
   * @param extra what the service may take beyond the usual time
   */
  HttpResponse<byte[]> post(URI at, String json, Duration extra) throws IOException {
    return within(
        timeout.plus(extra),
        request(at).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
  }

  private HttpRequest.Builder request(URI at) throws IOException {
    var request = HttpRequest.newBuilder(at).header("Accept", "application/json");
    if (token.isPresent()) {
      String word = token.get().reveal();
      if (!SENDABLE.matcher(word).matches()) {
        throw new IOException(
            "the token of %s holds characters that no header can carry"
                .formatted(token.get().origin()));
      }
      request.header("Authorization", "Bearer " + word);
    }
    return request;
  }

  private static HttpResponse<byte[]> within(Duration bound, HttpRequest.Builder request)
      throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        CLIENT.sendAsync(request.build(), head -> new HttpAnswer());
    try {
      // The request's own timeout ends with the head; a body could trickle for ever.
      return answer.get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no whole answer within " + bound.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the answer", e);
    } catch (ExecutionException e) {
      String why = Optional.ofNullable(e.getCause().getMessage()).orElse("no connection");
      throw new IOException(e.getCause().getClass().getSimpleName() + ": " + why, e);
    }
  }
}
