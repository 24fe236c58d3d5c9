package io.plimsoll.audit;

import io.plimsoll.common.Retry;
import io.plimsoll.common.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A service that is sent each checkpoint as the body of a POST. It answers 2xx when it keeps it,
 * and 409 when it has another one of that size.
 */
public final class CheckpointWebhook implements CheckpointPlace {
  private static final int CONFLICT = 409;
  private static final int TOO_MANY = 429;

  /** The client would show any other token in its complaint. */
  private static final Pattern SENDABLE = Pattern.compile("[\\x21-\\x7e]+");

  /** Shared, because each client brings threads of its own and cannot be closed. */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final URI url;
  private final Optional<Secret> token;
  private final Patience patience;

  /**
   * @param answer how long one answer may take, connecting included
   * @param retry what is tried again: no answer, 429 and 5xx
   */
  public record Patience(Duration answer, Retry retry) {
    /** At most 17 s in all, so that the end of a run waits no longer. */
    public static final Patience AS_SHIPPED =
        new Patience(
            Duration.ofSeconds(5), new Retry(3, Duration.ofMillis(500), Duration.ofSeconds(1)));
  }

  public CheckpointWebhook(URI url, Optional<Secret> token, Patience patience) {
    this.url = url;
    this.token = token;
    this.patience = patience;
  }

  /** Host and no more: services often hide a secret in the path. */
  @Override
  public String name() {
    return "webhook " + url.getScheme() + "://" + url.getAuthority() + "/…";
  }

  @Override
  public void put(SignedCheckpoint checkpoint) throws IOException {
    HttpRequest request = request(checkpoint);
    try {
      int status = patience.retry().call(() -> once(request), e -> e instanceof PassingException);
      if (status == CONFLICT) {
        throw new IOException(
            "it has another checkpoint of size %d: the log was changed or set back; 'plimsoll audit verify' says where"
                .formatted(checkpoint.checkpoint().size()));
      }
      if (status / 100 != 2) {
        throw new IOException("it answered " + status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the wait for its answer was interrupted", e);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private HttpRequest request(SignedCheckpoint checkpoint) throws IOException {
    var request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "text/plain; charset=utf-8")
            .POST(BodyPublishers.ofString(checkpoint.content()));
    if (token.isPresent()) {
      String word = token.get().reveal();
      if (!SENDABLE.matcher(word).matches()) {
        throw new IOException(
            "the token of %s holds characters that no header can carry"
                .formatted(token.get().origin()));
      }
      request.header("Authorization", "Bearer " + word);
    }
    return request.build();
  }

  /** Worth another try. */
  private static final class PassingException extends IOException {
    PassingException(String message) {
      super(message);
    }
  }

  private int once(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<Void>> answer =
        CLIENT.sendAsync(request, BodyHandlers.discarding());
    try {
      int status = answer.get(patience.answer().toMillis(), TimeUnit.MILLISECONDS).statusCode();
      if (status == TOO_MANY || status >= 500) {
        throw new PassingException("it answered " + status);
      }
      return status;
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new PassingException("no answer within " + patience.answer().toMillis() + " ms");
    } catch (ExecutionException e) {
      // The cause's message may repeat the address; its kind says enough.
      throw new PassingException("no answer: " + e.getCause().getClass().getSimpleName());
    }
  }
}
