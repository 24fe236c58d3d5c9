package io.plimsoll.web;

import io.plimsoll.plan.Configuration.ServerConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** How browsers reach this server: which origins are ours, and which cookies they get. */
final class Site {
  static final String CALLBACK = "/v1/oidc/callback";

  /** As long as what was begun can be finished. */
  private static final Duration LONGEST_LOGIN = Duration.ofMinutes(10);

  private final ServerConfig config;
  private final Supplier<URI> listening;

  /**
   * @param listening where the server answers, once it does
   */
  Site(ServerConfig config, Supplier<URI> listening) {
    this.config = config;
    this.listening = listening;
  }

  /** A cookie that no script reads, and that leaves with the browser when it has no age. */
  record Cookie(String name, String sameSite, Optional<Duration> age) {}

  Cookie session() {
    return new Cookie(named("plimsoll"), "Strict", Optional.empty());
  }

  /** Ties a log-in at the provider to this browser; it has to come along from over there. */
  Cookie binding() {
    return new Cookie(named("plimsoll-oidc"), "Lax", Optional.of(LONGEST_LOGIN));
  }

  /** Where people and their commands reach this server. */
  URI address() {
    return config.url().orElseGet(listening);
  }

  /** Where the provider sends a browser back to: on this machine, by the name it came with. */
  URI callback(Call call) {
    String base =
        config
            .url()
            .map(URI::toString)
            .or(() -> call.header("Host").map(host -> "http://" + host).filter(this::ours))
            .orElseGet(() -> listening.get().toString());
    return URI.create(base + CALLBACK);
  }

  /** The prefix makes browsers refuse it from other hosts and from unencrypted answers. */
  private String named(String name) {
    return encrypted() ? "__Host-" + name : name;
  }

  /** Only on the machine itself nobody can listen in between. */
  private boolean encrypted() {
    return config
        .url()
        .map(url -> "https".equals(url.getScheme()))
        .orElseGet(() -> !config.onLoopback());
  }

  /** The header that sets it. */
  String set(Cookie cookie, String value) {
    return "%s=%s; Path=/; HttpOnly; SameSite=%s%s%s"
        .formatted(
            cookie.name(),
            value,
            cookie.sameSite(),
            encrypted() ? "; Secure" : "",
            cookie.age().map(age -> "; Max-Age=" + age.toSeconds()).orElse(""));
  }

  /** The header that takes it away. */
  String clear(Cookie cookie) {
    return set(new Cookie(cookie.name(), cookie.sameSite(), Optional.of(Duration.ZERO)), "");
  }

  /** Whether an {@code Origin} header names us. What the request says of its host plays no part. */
  boolean ours(String origin) {
    String said = origin.toLowerCase(Locale.ROOT);
    return config
        .url()
        .map(url -> said.equals(url.toString()))
        .orElseGet(
            () ->
                said.equals(listening.get().toString())
                    || config.onLoopback()
                        && ServerConfig.LOOPBACK.stream().anyMatch(h -> said.equals(here(h))));
  }

  private String here(String host) {
    return "http://%s:%d".formatted(host, listening.get().getPort());
  }
}
