package io.plimsoll.plan;

import io.plimsoll.plan.Configuration.ServerConfig;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Makes the server's part of a configuration. */
final class ServerParts {
  private static final String EXPECTED =
      "expected an origin such as https://plimsoll.example, without path, user and query";

  ServerConfig server(Section written) {
    Optional<String> url = written.optionalText("url");
    Optional<URI> origin = url.flatMap(ServerParts::origin);
    if (url.isPresent() && origin.isEmpty()) {
      written.problem("url", "found another kind of URL, " + EXPECTED);
    }
    return new ServerConfig(written.text("host"), written.number("port", 0), origin);
  }

  /** As browsers write it in an {@code Origin} header. */
  private static Optional<URI> origin(String url) {
    URI parsed;
    try {
      parsed = URI.create(url.toLowerCase(Locale.ROOT).replaceFirst("/$", ""));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    boolean plain =
        parsed.getHost() != null
            && parsed.getRawUserInfo() == null
            && parsed.getRawQuery() == null
            && parsed.getRawFragment() == null
            && parsed.getRawPath().isEmpty();
    if (!plain || !safe(parsed)) {
      return Optional.empty();
    }
    boolean usual = parsed.getPort() == ("https".equals(parsed.getScheme()) ? 443 : 80);
    return Optional.of(
        URI.create(
            "%s://%s%s"
                .formatted(
                    parsed.getScheme(),
                    parsed.getHost(),
                    parsed.getPort() < 0 || usual ? "" : ":" + parsed.getPort())));
  }

  /** What goes there cannot be read on the way. */
  static boolean safe(URI url) {
    return "https".equals(url.getScheme())
        || "http".equals(url.getScheme()) && ServerConfig.LOOPBACK.contains(url.getHost());
  }
}
