package io.plimsoll.web;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.plimsoll.engine.Movements;
import io.plimsoll.people.Administration;
import io.plimsoll.people.FirstAdministrator;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Answers over HTTP, from {@link #start} until it is closed. */
public final class WebServer implements AutoCloseable {
  private static final int THREADS = 64;
  private static final int LEAST_THREADS = 4;
  private static final int MOST_CONNECTIONS = 1_024;
  private static final int LARGEST_HEADERS = 8 * 1024;
  private static final long IDLE_MILLIS = 30_000;

  private final Listening listening;
  private final List<Route> routes;
  private final Handling handling;
  private final HealthRoutes health;
  private final EventHub hub;
  private final Javalin javalin;

  /**
   * @param port 0 for any that is free
   */
  public record Listening(String host, int port) {}

  public WebServer(Ground ground, Listening listening) {
    this.listening = listening;
    var site = new Site(ground.plans().configuration().server(), this::address);
    var doorkeeper = new Doorkeeper(ground.doors(), site, ground.clock());
    this.hub = new EventHub(ground.orchestrator(), doorkeeper);
    this.handling = new Handling(ground, doorkeeper);
    this.health = new HealthRoutes(ground, this::document);
    var all = new ArrayList<Route>(health.list());
    FirstAdministrator first = ground.doors().people().firstAdministrator();
    all.add(new FirstAdministratorRoute(first).route());
    all.addAll(new FirstAdministratorPage(first, site).list());
    all.addAll(new SessionRoutes(ground, site).list());
    all.addAll(new OidcRoutes(ground, site).list());
    Administration administration = ground.doors().people().administration();
    all.addAll(new AccountRoutes(administration).list());
    all.addAll(new TokenRoutes(administration).list());
    all.addAll(new AuditRoutes(ground.audit()).list());
    all.addAll(new RunRoutes(ground, hub).list());
    all.addAll(new GateRoutes(ground).list());
    all.addAll(new WindowRoutes(ground).list());
    this.routes = List.copyOf(all);
    this.javalin = Javalin.create(this::configure);
    ground.orchestrator().listen(new Movements(hub, ground.clock()));
  }

  private String document() {
    return OpenApi.of(routes);
  }

  /** Method and path of all that is registered at the HTTP layer, refusals of methods included. */
  public List<String> registered() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint)
        .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
        .toList();
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.maxRequestSize = Call.LARGEST_BODY;
    config.jetty.host = listening.host();
    config.jetty.port = listening.port();
    var threads = new QueuedThreadPool(THREADS, LEAST_THREADS);
    threads.setName("web");
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(WebServer::bound);
    config.jetty.modifyServer(WebServer::prepare);
    config.jetty.modifyServletContextHandler(
        handler -> handler.setErrorHandler(new JettyProblems()));
    routes.forEach(
        route -> add(config, route.method().name(), route.path(), c -> handling.handle(c, route)));
    methodsByPath().forEach((path, methods) -> addTheRest(config, path, methods));
    config.routes.error(404, WebServer::nothingHere);
    config.routes.exception(
        Exception.class, (e, context) -> Handling.send(context, handling.unexpected(e)));
  }

  private static void bound(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(LARGEST_HEADERS);
    http.setResponseHeaderSize(LARGEST_HEADERS);
    http.setIdleTimeout(IDLE_MILLIS);
  }

  private static void prepare(Server server) {
    server.setErrorHandler(new JettyProblems());
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
  }

  private static void add(JavalinConfig config, String method, String path, Handler handler) {
    config.routes.addEndpoint(new Endpoint(HandlerType.findOrCreate(method), path, handler));
  }

  private Map<String, Set<String>> methodsByPath() {
    var methods = new LinkedHashMap<String, Set<String>>();
    for (Route route : routes) {
      Set<String> of = methods.computeIfAbsent(route.path(), path -> new TreeSet<>());
      of.add(route.method().name());
      if (route.method() == Route.Method.GET) {
        of.add("HEAD");
      }
      of.add("OPTIONS");
    }
    return methods;
  }

  /** What a path answers to the methods that no route of it has. */
  private void addTheRest(JavalinConfig config, String path, Set<String> methods) {
    String allow = String.join(", ", methods);
    for (HandlerType type : HandlerType.commonHttp()) {
      String method = type.name();
      if (method.equals("GET") && methods.contains("GET")
          || method.equals("POST") && methods.contains("POST")) {
        continue;
      }
      add(config, method, path, context -> rest(context, path, methods, allow));
    }
  }

  private void rest(Context context, String path, Set<String> methods, String allow) {
    String method = context.method().name();
    if (method.equals("HEAD") && methods.contains("HEAD")) {
      Route get =
          routes.stream()
              .filter(r -> r.path().equals(path) && r.method() == Route.Method.GET)
              .findFirst()
              .orElseThrow();
      handling.head(context, get);
    } else if (method.equals("OPTIONS")) {
      Handling.send(context, new Answer(204, Map.of("Allow", allow), "text/plain", ""));
    } else {
      Handling.send(
          context,
          Answer.of(
              Problem.of(ProblemCode.METHOD_NOT_ALLOWED, "here are possible: " + allow),
              Map.of("Allow", allow)));
    }
  }

  /** Ours say themselves what is missing; the others are not ours. */
  private static void nothingHere(Context context) {
    if (!Problem.CONTENT_TYPE.equals(context.res().getContentType())) {
      Handling.send(
          context,
          Answer.of(
              Problem.of(ProblemCode.NOT_FOUND, "GET /openapi.json lists what there is"),
              Map.of()));
    }
  }

  public WebServer start() {
    javalin.start();
    return this;
  }

  /** Where it answers. */
  public URI address() {
    String host = listening.host().contains(":") ? "[" + listening.host() + "]" : listening.host();
    return URI.create("http://%s:%d".formatted(host, javalin.port()));
  }

  /** Says to whoever asks that no work is taken any more. */
  public void stopsSoon() {
    health.stops();
  }

  @Override
  public void close() {
    stopsSoon();
    hub.close();
    javalin.stop();
  }
}
