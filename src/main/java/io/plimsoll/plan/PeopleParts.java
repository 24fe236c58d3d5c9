package io.plimsoll.plan;

import io.plimsoll.plan.Configuration.OidcConfig;
import io.plimsoll.plan.Configuration.PeopleConfig;
import io.plimsoll.plan.Configuration.ServerConfig;
import java.net.URI;
import java.util.Optional;

/** Makes the part of a configuration that says how people log in. */
final class PeopleParts {
  private final ConfigurationParts parts;
  private final ServerConfig server;

  PeopleParts(ConfigurationParts parts, ServerConfig server) {
    this.parts = parts;
    this.server = server;
  }

  PeopleConfig people(Section written) {
    return new PeopleConfig(written.has("oidc") ? oidc(written.at("oidc")) : Optional.empty());
  }

  private Optional<OidcConfig> oidc(Section written) {
    Optional<String> issuer = written.optionalText("issuer");
    if (issuer.filter(said -> !sound(said)).isPresent()) {
      written.problem(
          "issuer",
          "found another kind of URL, expected one such as https://id.example, as the provider"
              + " names itself; http only on this machine");
    }
    if (!server.onLoopback() && server.url().isEmpty()) {
      written.problem(
          "issuer",
          "found no server.url, expected it beside a provider, which sends browsers back there");
    }
    return Optional.of(
        new OidcConfig(
            issuer.orElse(""),
            written.text("clientId").strip(),
            parts.secret(written.at("clientSecret"))));
  }

  private static boolean sound(String issuer) {
    try {
      URI parsed = URI.create(issuer);
      return parsed.getHost() != null
          && parsed.getRawUserInfo() == null
          && parsed.getRawQuery() == null
          && parsed.getRawFragment() == null
          && ServerParts.safe(parsed);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
