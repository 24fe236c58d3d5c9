package io.plimsoll.route;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The smallest service that keeps the promises of the http route, and breaks one when told. */
public final class RouteService implements AutoCloseable {
  private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Map<String, Resource> resources = new HashMap<>();
  private final Map<String, Fault> faults = new HashMap<>();
  private final Set<String> paused = new TreeSet<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final AtomicInteger puts = new AtomicInteger();
  private final AtomicInteger posts = new AtomicInteger();

  private record Resource(String json, long version) {
    String tag() {
      return "\"" + version + "\"";
    }
  }

  /** What happens instead of an answer; the connection is closed after it. */
  interface Fault {
    /**
     * @param kept does what was asked, without the answer
     */
    void strike(HttpExchange exchange, Runnable kept) throws IOException;
  }

  public RouteService() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/route/", this::serve);
    server.start();
  }

  public URI at(String shard) {
    return URI.create(
        "http://127.0.0.1:%d/route/%s".formatted(server.getAddress().getPort(), shard));
  }

  /** Strikes once, at the next request of the method. */
  synchronized void next(String method, Fault fault) {
    faults.put(method, fault);
  }

  synchronized void store(String shard, String json, long tag) {
    resources.put(shard, new Resource(json, tag));
  }

  synchronized String stored(String shard) {
    return resources.get(shard).json();
  }

  public synchronized Set<String> paused() {
    return new HashSet<>(paused);
  }

  List<String> authorizations() {
    return authorizations;
  }

  int puts() {
    return puts.get();
  }

  int posts() {
    return posts.get();
  }

  /** Until the service ends. */
  void hang() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Answer(int status, String body, String tag) {}

  private void serve(HttpExchange exchange) throws IOException {
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Fault fault;
    synchronized (this) {
      fault = faults.remove(exchange.getRequestMethod());
    }
    if (fault != null) {
      try (exchange) {
        fault.strike(exchange, () -> done(exchange, body));
      }
      return;
    }
    Answer answer = done(exchange, body);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    if (!answer.tag().isEmpty()) {
      exchange.getResponseHeaders().set("ETag", answer.tag());
    }
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized Answer done(HttpExchange exchange, String body) {
    String[] path = exchange.getRequestURI().getPath().split("/");
    String shard = path[2];
    return switch (exchange.getRequestMethod()) {
      case "GET" ->
          resources.containsKey(shard)
              ? new Answer(200, resources.get(shard).json(), resources.get(shard).tag())
              : new Answer(404, "", "");
      case "PUT" -> put(exchange, shard, body);
      case "POST" -> post(shard, path[3]);
      default -> new Answer(405, "", "");
    };
  }

  private Answer put(HttpExchange exchange, String shard, String body) {
    puts.incrementAndGet();
    Resource now = resources.get(shard);
    String wanted = exchange.getRequestHeaders().getFirst("If-Match");
    boolean first = "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
    if (now == null ? !first : !now.tag().equals(wanted)) {
      return new Answer(412, "", "");
    }
    Matcher version = VERSION.matcher(body);
    if (!version.find()) {
      return new Answer(400, "", "");
    }
    resources.put(shard, new Resource(body, Long.parseLong(version.group(1))));
    return new Answer(now == null ? 201 : 204, "", "");
  }

  private Answer post(String shard, String what) {
    posts.incrementAndGet();
    if (what.equals("pause")) {
      paused.add(shard);
    } else {
      paused.remove(shard);
    }
    return new Answer(204, "", "");
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
