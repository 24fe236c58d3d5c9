package io.plimsoll.people;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plimsoll.common.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Where the browser comes back to when the log-in began on the command line (RFC 8252, section
 * 7.3): a free port of the loopback address, open for one answer. What does not carry the state of
 * this log-in does not end it.
 */
public final class LoopbackRedirect implements AutoCloseable {
  private static final String PATH = "/callback";
  private static final int BACKLOG = 4;
  private static final int LONGEST_QUERY = 20_000;

  private final HttpServer server;
  private final CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
  private volatile String state;

  public LoopbackRedirect() throws IOException {
    server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), BACKLOG);
    server.createContext(PATH, this::handle);
    server.start();
  }

  /** Begins a log-in that comes back here; providers let the port of a loopback address vary. */
  public Oidc.Begun begin(Oidc oidc) throws IOException {
    Oidc.Begun begun = oidc.begin(address());
    state = begun.state();
    return begun;
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
  }

  /** What came back from it; empty when nothing did in time. */
  public Optional<Oidc.Answer> await(Oidc.Begun begun, Duration longest)
      throws InterruptedException {
    try {
      Map<String, String> fields = answer.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.of(answer(fields, begun.binding()));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an answer is never exceptional", e);
    }
  }

  private static Oidc.Answer answer(Map<String, String> fields, Secret binding) {
    return new Oidc.Answer(
        fields.get("state"),
        Optional.ofNullable(fields.get("code")),
        Optional.ofNullable(fields.get("error")),
        Optional.ofNullable(fields.get("iss")),
        binding);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    boolean ours =
        exchange.getRequestMethod().equals("GET")
            && exchange.getRequestURI().getPath().equals(PATH)
            && query.length() <= LONGEST_QUERY;
    Map<String, String> fields = ours ? fields(query) : Map.of();
    boolean right = state != null && state.equals(fields.get("state"));
    byte[] text =
        (right ? "You can close this page and go back to the terminal.\n" : "Not expected here.\n")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
    exchange.sendResponseHeaders(right ? 200 : 400, text.length);
    try (var body = exchange.getResponseBody()) {
      body.write(text);
    }
    if (right) {
      answer.complete(fields);
    }
  }

  private static Map<String, String> fields(String query) {
    return Arrays.stream(query.split("&"))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toMap(pair -> decode(pair[0]), pair -> decode(pair[1]), (a, b) -> a));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
