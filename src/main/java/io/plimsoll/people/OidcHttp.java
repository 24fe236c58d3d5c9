package io.plimsoll.people;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the identity provider: once, in bounded time, for a bounded answer, without redirects. */
final class OidcHttp implements ResourceRetriever {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int MOST_BYTES = 256 * 1024;

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** Status and text; the text may hold tokens and is never shown. */
  record Reply(int status, String text) {
    @Override
    public String toString() {
      return "status " + status;
    }
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    try {
      Reply reply = get(url.toURI());
      if (reply.status() != 200) {
        throw new IOException(url + " answered with status " + reply.status());
      }
      return new Resource(reply.text(), "application/json");
    } catch (URISyntaxException e) {
      throw new IOException("no address: " + url, e);
    }
  }

  Reply get(URI at) throws IOException {
    return send(request(at).GET());
  }

  HttpRequest.Builder request(URI at) throws IOException {
    if (!OidcProvider.encrypted(at)) {
      throw new IOException(at + " is not https");
    }
    return HttpRequest.newBuilder(at).timeout(LONGEST).header("Accept", "application/json");
  }

  Reply send(HttpRequest.Builder request) throws IOException {
    CompletableFuture<Reply> reply =
        CLIENT
            .sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream())
            .thenApplyAsync(OidcHttp::whole);
    try {
      // The request's own timeout ends with the head; a body could trickle for ever.
      return reply.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      reply.cancel(true);
      throw new IOException("no whole answer within " + LONGEST.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      reply.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the answer", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getClass().getSimpleName() + " on the way", e);
    }
  }

  private static Reply whole(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new java.io.UncheckedIOException(
            new IOException("the answer is longer than " + MOST_BYTES + " bytes"));
      }
      return new Reply(response.statusCode(), new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
