package io.plimsoll.plan;

import io.plimsoll.common.Secret;
import io.plimsoll.plan.Configuration.HttpRouteConfig;
import io.plimsoll.plan.Configuration.PgBouncerRouteConfig;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.Configuration.RouteConfig;
import io.plimsoll.plan.Configuration.StoreConfig;
import io.plimsoll.plan.Configuration.TableRouteConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the routes of a configuration from their sections. */
final class RouteParts {
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** Longer ones would keep a cut-over waiting beyond any budget. */
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(5);

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private final ConfigurationParts parts;
  private final Map<String, StoreConfig> stores;

  RouteParts(ConfigurationParts parts, Map<String, StoreConfig> stores) {
    this.parts = parts;
    this.stores = stores;
  }

  Map<String, RouteConfig> routes() {
    var routes = new LinkedHashMap<String, RouteConfig>();
    parts
        .root()
        .at("routes")
        .entries()
        .forEach((name, written) -> route(name, written).ifPresent(r -> routes.put(name, r)));
    return Collections.unmodifiableMap(routes);
  }

  private Optional<RouteConfig> route(String name, Section written) {
    return switch (written.text("type")) {
      case "table" -> Optional.of(table(name, written));
      case "pgbouncer" -> Optional.of(pgbouncer(name, written));
      case "http" -> Optional.of(http(name, written));
      default -> Optional.empty();
    };
  }

  private TableRouteConfig table(String name, Section written) {
    checkStoreOf(written);
    return new TableRouteConfig(name, written.text("store"));
  }

  private void checkStoreOf(Section route) {
    String name = route.text("store");
    if (name.isBlank()
        || !parts.root().at("stores").at(name).node().isMissingNode()
            && !stores.containsKey(name)) {
      return;
    }
    StoreConfig store = stores.get(name);
    if (store == null) {
      String hint = Nearest.hint(name, stores.keySet());
      route.problem(
          "store", Wording.expected(Wording.quoted(name), "a store of this configuration") + hint);
    } else if (!(store instanceof PostgresConfig postgres)) {
      route.problem(
          "store", Wording.expected(Wording.quoted(name) + " of type files", "a postgresql store"));
    } else if (postgres.perShard()) {
      route.problem(
          "store",
          Wording.expected(
              Wording.quoted(name) + ", one database per shard",
              "a store without {shard}, because all shards share the table"));
    }
  }

  private PgBouncerRouteConfig pgbouncer(String name, Section written) {
    String url = written.text("url");
    if (!url.isBlank()) {
      PostgresUrl.fault(url)
          .or(
              () ->
                  url.contains("{shard}")
                      ? Optional.of("found {shard}, expected the one console of the PgBouncer")
                      : Optional.empty())
          .ifPresent(fault -> written.problem("url", fault));
    }
    Path file = parts.path(written, "file").orElse(Path.of(""));
    return new PgBouncerRouteConfig(
        name,
        url,
        written.text("user"),
        parts.secret(written.at("password")),
        new PgBouncerRouteConfig.Entries(file, written.text("database")));
  }

  private HttpRouteConfig http(String name, Section written) {
    Optional<Secret> token = parts.secret(written.at("token"));
    String url = written.text("url");
    if (!url.isBlank()) {
      httpFault(url, token.isPresent()).ifPresent(fault -> written.problem("url", fault));
    }
    Duration timeout = written.positive("timeout").orElse(ANSWER);
    if (timeout.compareTo(LONGEST_ANSWER) > 0) {
      written.problem("timeout", "found more than 5m, expected a duration up to 5m");
    }
    return new HttpRouteConfig(
        name, url, token, timeout, written.node().path("pause").asBoolean(false));
  }

  /** Never repeats the URL: it may hold a password. */
  private static Optional<String> httpFault(String url, boolean token) {
    URI parsed;
    try {
      parsed = URI.create(url.replace("{shard}", "s00"));
    } catch (IllegalArgumentException e) {
      return Optional.of("found no URL, expected one such as https://routes.example/{shard}");
    }
    boolean secure = "https".equals(parsed.getScheme());
    if (!secure && !"http".equals(parsed.getScheme()) || parsed.getHost() == null) {
      return Optional.of(
          "found another kind of URL, expected one such as https://routes.example/{shard}");
    }
    if (parsed.getRawUserInfo() != null) {
      return Optional.of(
          "found a user or password in the URL, expected none; write token: {file: …}");
    }
    if (parsed.getRawQuery() != null || parsed.getRawFragment() != null || url.endsWith("/")) {
      return Optional.of(
          "found a query, a fragment or a slash at the end, expected a plain path, because /pause and /resume are appended");
    }
    return token && !secure && !THIS_MACHINE.contains(parsed.getHost())
        ? Optional.of("found http with a token, expected https, because anyone on the way reads it")
        : Optional.empty();
  }
}
