package io.plimsoll.route;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Takes the body of an answer up to a limit; whatever is longer is an error, not memory. */
final class HttpAnswer implements BodySubscriber<byte[]> {
  static final int LONGEST_BYTES = 64 * 1024;

  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final byte[] taken = new byte[LONGEST_BYTES];
  private int length;
  private Flow.Subscription subscription;

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    for (ByteBuffer part : parts) {
      int more = part.remaining();
      if (length + more > LONGEST_BYTES) {
        subscription.cancel();
        body.completeExceptionally(
            new IOException("the answer is longer than " + LONGEST_BYTES + " bytes"));
        return;
      }
      part.get(taken, length, more);
      length += more;
    }
  }

  @Override
  public void onError(Throwable cause) {
    body.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    body.complete(Arrays.copyOf(taken, length));
  }
}
