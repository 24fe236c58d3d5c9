package io.plimsoll.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plimsoll.common.Digest;
import io.plimsoll.common.Retry;
import io.plimsoll.common.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CheckpointWebhookTest {
  private static final String ORIGIN = "plimsoll.io/log/7f3a";
  private static final SignedCheckpoint CHECKPOINT =
      new Checkpoint(ORIGIN, 9, Digest.ofText("nine")).signed(SigningKey.generate(ORIGIN));

  private final Queue<Integer> answers = new ArrayDeque<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/keep/s3cret-path", this::keep);
    server.createContext("/silent", this::silent);
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
  }

  private void keep(HttpExchange exchange) throws IOException {
    bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    exchange.sendResponseHeaders(answers.isEmpty() ? 204 : answers.remove(), -1);
    exchange.close();
  }

  private void silent(HttpExchange exchange) {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private CheckpointWebhook webhook(String path, Optional<Secret> token) {
    // Only who never answers is to be waited for in vain.
    boolean silent = path.equals("/silent");
    return new CheckpointWebhook(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path),
        token,
        new CheckpointWebhook.Patience(
            silent ? Duration.ofMillis(300) : Duration.ofSeconds(20),
            new Retry(3, Duration.ofMillis(1), Duration.ofMillis(1))));
  }

  private CheckpointWebhook webhook() {
    return webhook("/keep/s3cret-path", Optional.empty());
  }

  @Test
  void sendsTheCheckpointAsItIs() throws Exception {
    webhook("/keep/s3cret-path", Optional.of(new Secret("env T", () -> "t0ken"))).put(CHECKPOINT);

    assertThat(bodies).containsExactly(CHECKPOINT.content());
    assertThat(tokens).containsExactly("Bearer t0ken");
  }

  @Test
  void triesAgainWhatMayPass() throws Exception {
    answers.addAll(List.of(503, 429));

    webhook().put(CHECKPOINT);

    assertThat(bodies).hasSize(3);
  }

  @Test
  void givesUpAfterItsTries() {
    answers.addAll(List.of(500, 500, 500, 500));

    assertThatThrownBy(() -> webhook().put(CHECKPOINT)).hasMessage("it answered 500");
    assertThat(bodies).hasSize(3);
  }

  @Test
  void takesARefusalForWhatItIs() {
    answers.addAll(List.of(403));

    assertThatThrownBy(() -> webhook().put(CHECKPOINT)).hasMessage("it answered 403");
    assertThat(bodies).hasSize(1);
  }

  @Test
  void saysThatTheWitnessKnowsAnotherLog() {
    answers.addAll(List.of(409));

    assertThatThrownBy(() -> webhook().put(CHECKPOINT))
        .hasMessageContaining("it has another checkpoint of size 9");
  }

  @Test
  void waitsNoLongerThanItMay() {
    assertThatThrownBy(() -> webhook("/silent", Optional.empty()).put(CHECKPOINT))
        .hasMessage("no answer within 300 ms");
  }

  @Test
  void showsNeitherPathNorToken() {
    var hook = webhook("/keep/s3cret-path", Optional.of(new Secret("env T", () -> "t0 ken")));

    assertThat(hook.name()).doesNotContain("s3cret");
    assertThatThrownBy(() -> hook.put(CHECKPOINT))
        .hasMessageContaining("env T")
        .hasMessageNotContaining("t0 ken");
    assertThatCode(() -> webhook().put(CHECKPOINT)).doesNotThrowAnyException();
  }
}
