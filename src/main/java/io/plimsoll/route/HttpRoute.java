package io.plimsoll.route;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ShardId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A route kept by a service that speaks HTTP: one resource per shard, whose version is its ETag. A
 * change is a PUT with If-Match, so that the service compares and sets. What was not answered may
 * have happened: it says so, and never asks twice by itself.
 */
final class HttpRoute implements Route {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ABSENT = 404;
  private static final int CONFLICT = 409;
  private static final int STALE = 412;

  private final String route;
  private final HttpService service;
  private final boolean pauses;
  private final Map<ShardId, Resource> shards;

  /**
   * @param pauses whether the service can let clients wait
   */
  HttpRoute(String route, HttpService service, boolean pauses, Map<ShardId, Resource> shards) {
    this.route = route;
    this.service = service;
    this.pauses = pauses;
    this.shards = Map.copyOf(shards);
  }

  record Resource(URI at, Addresses addresses) {}

  /** A resource as the service shows it. */
  private record Shown(String destination, Optional<String> address, long version) {
    /** An address, where there is one, says more than a word. */
    Destination means(Addresses addresses) {
      String where = address.orElse(destination);
      return switch (where) {
        case "source" -> Destination.SOURCE;
        case "target" -> Destination.TARGET;
        default -> addresses.destinationOf(where);
      };
    }

    String tag() {
      return "\"" + version + "\"";
    }
  }

  @Override
  public List<Finding> check(ShardId shard) {
    String subject = "route " + route + " " + shard;
    try {
      return find(shard)
          .map(shown -> position(shard, shown))
          .filter(p -> p.destination() != Destination.SOURCE)
          .map(
              p ->
                  List.of(
                      Finding.blocking(
                          "route-elsewhere",
                          subject,
                          "clients are sent to " + p.address() + ", not to the source",
                          "Let the service send them to %s, or correct the plan."
                              .formatted(resource(shard).addresses().source()))))
          .orElse(List.of());
    } catch (IOException e) {
      return List.of(
          Finding.blocking(
              "route-unreachable",
              subject,
              "the service of the route gives no usable answer: " + e.getMessage(),
              "Put the service in order, or correct url and token of the route."));
    }
  }

  @Override
  public Optional<Position> observe(ShardId shard) {
    return asking("observing", shard, () -> find(shard).map(shown -> position(shard, shown)));
  }

  @Override
  public Position establish(ShardId shard) {
    return asking(
        "establishing",
        shard,
        () -> {
          Optional<Shown> there = find(shard);
          if (there.isEmpty()) {
            String first = json("source", resource(shard).addresses().source(), 1);
            var answer = service.put(resource(shard).at(), first, "If-None-Match", "*");
            if (answer.statusCode() != STALE) {
              requireDone(answer);
            }
            there = find(shard);
          }
          return position(
              shard, there.orElseThrow(() -> new IOException("it was made, but is not there")));
        });
  }

  @Override
  public Position switchTo(ShardId shard, Destination to, long expectedVersion) {
    String word = to.name().toLowerCase(Locale.ROOT);
    String json = json(word, resource(shard).addresses().of(to), expectedVersion + 1);
    Position after =
        asking("switching", shard, () -> changed(shard, json, "\"" + expectedVersion + "\""));
    if (after.destination() != to || after.version() != expectedVersion + 1) {
      throw unclear("switching", shard, after);
    }
    return after;
  }

  @Override
  public Position bump(ShardId shard, long expectedVersion) {
    Position after =
        asking(
            "bumping",
            shard,
            () -> {
              Shown now = find(shard).orElseThrow(() -> new IOException("it is not there"));
              if (now.version() != expectedVersion) {
                throw stale(shard, "expected version %d, found version %d", expectedVersion, now);
              }
              String same =
                  json(
                      now.destination(),
                      now.address().orElse(position(shard, now).address()),
                      expectedVersion + 1);
              return changed(shard, same, now.tag());
            });
    if (after.version() != expectedVersion + 1) {
      throw unclear("bumping", shard, after);
    }
    return after;
  }

  private Position changed(ShardId shard, String json, String tag) throws IOException {
    var answer = service.put(resource(shard).at(), json, "If-Match", tag);
    if (answer.statusCode() == STALE) {
      throw new StaleRouteException(
          "route %s %s: the service says that its version is no longer %s"
              .formatted(route, shard, tag));
    }
    requireDone(answer);
    return position(
        shard, find(shard).orElseThrow(() -> new IOException("changed, but not there")));
  }

  private StaleRouteException stale(ShardId shard, String text, long expected, Shown now) {
    return new StaleRouteException(
        "route %s %s: %s".formatted(route, shard, text.formatted(expected, now.version())));
  }

  private RouteException unclear(String doing, ShardId shard, Position after) {
    return new RouteException(
        "route %s %s: %s was accepted, but clients are sent to %s at version %d"
            .formatted(route, shard, doing, after.address(), after.version()),
        null);
  }

  private Optional<Shown> find(ShardId shard) throws IOException {
    var answer = service.get(resource(shard).at());
    if (answer.statusCode() == ABSENT) {
      return Optional.empty();
    }
    requireDone(answer);
    Shown shown = shown(answer.body());
    String tag = answer.headers().firstValue("ETag").orElse("none");
    if (!tag.equals(shown.tag())) {
      throw new IOException(
          "the ETag must be the version in quotes, %s; it is another".formatted(shown.tag()));
    }
    return Optional.of(shown);
  }

  private static Shown shown(byte[] body) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JacksonException e) {
      throw new IOException("the answer is no JSON");
    }
    JsonNode version = json.path("version");
    String destination = text(json.path("destination"));
    if (!version.isIntegralNumber() || !version.canConvertToLong() || destination.isBlank()) {
      throw new IOException("the answer lacks a destination or a whole number as version");
    }
    Optional<String> address =
        Optional.of(text(json.path("address"))).filter(text -> !text.isBlank());
    return new Shown(destination, address, version.asLong());
  }

  private static String text(JsonNode value) {
    return value.isString() ? value.asString() : "";
  }

  private Position position(ShardId shard, Shown shown) {
    Addresses addresses = resource(shard).addresses();
    Destination means = shown.means(addresses);
    String address =
        means == Destination.ELSEWHERE
            ? shown.address().orElse(shown.destination())
            : addresses.of(means);
    return new Position(means, shown.version(), address);
  }

  private static String json(String destination, String address, long version) {
    return JSON.writeValueAsString(
        JSON.createObjectNode()
            .put("destination", destination)
            .put("address", address)
            .put("version", version));
  }

  @Override
  public boolean holdsClients() {
    return pauses;
  }

  @Override
  public boolean pause(ShardId shard, Duration bound) {
    if (!pauses) {
      return false;
    }
    try {
      return asking("pausing", shard, () -> paused(shard, bound));
    } catch (RouteException e) {
      // It may have paused although its answer was lost.
      try {
        resume(shard);
      } catch (RouteException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  private boolean paused(ShardId shard, Duration bound) throws IOException {
    var json = JSON.createObjectNode().put("boundMillis", bound.toMillis());
    var answer = service.post(below(shard, "/pause"), JSON.writeValueAsString(json), bound);
    if (answer.statusCode() == CONFLICT) {
      return false;
    }
    requireDone(answer);
    return true;
  }

  @Override
  public void resume(ShardId shard) {
    if (pauses) {
      asking(
          "resuming",
          shard,
          () -> {
            requireDone(service.post(below(shard, "/resume"), "{}", Duration.ZERO));
            return shard;
          });
    }
  }

  private URI below(ShardId shard, String path) {
    return URI.create(resource(shard).at() + path);
  }

  private static void requireDone(HttpResponse<?> answer) throws IOException {
    int status = answer.statusCode();
    if (status / 100 == 3) {
      throw new IOException("it redirects (" + status + "), which is not followed");
    }
    if (status / 100 != 2) {
      throw new IOException("it answers with status " + status);
    }
  }

  private Resource resource(ShardId shard) {
    Resource known = shards.get(shard);
    if (known == null) {
      throw new IllegalStateException("route " + route + " knows no shard " + shard);
    }
    return known;
  }

  @FunctionalInterface
  private interface Question<T> {
    T ask() throws IOException;
  }

  private <T> T asking(String doing, ShardId shard, Question<T> question) {
    try {
      return question.ask();
    } catch (IOException e) {
      throw new RouteException(
          "route %s %s: %s failed: %s".formatted(route, shard, doing, e.getMessage()), e);
    }
  }

  /** Each request stands alone; there is nothing to close. */
  @Override
  public void close() {}
}
