package io.plimsoll.plan;

import io.plimsoll.common.Secret;
import io.plimsoll.plan.Configuration.AuditConfig;
import io.plimsoll.plan.Configuration.WebhookConfig;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** Makes the places of the audit log's checkpoints from their section. */
final class AuditParts {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String EXPECTED = ", expected one such as https://witness.example/plimsoll";

  private final ConfigurationParts parts;

  AuditParts(ConfigurationParts parts) {
    this.parts = parts;
  }

  AuditConfig audit(Section written) {
    return new AuditConfig(parts.path(written, "path"), webhook(written.at("webhook")));
  }

  private Optional<WebhookConfig> webhook(Section written) {
    String url = written.text("url");
    if (url.isBlank()) {
      return Optional.empty();
    }
    Optional<Secret> token = parts.secret(written.at("token"));
    Optional<String> fault = fault(url, token.isPresent());
    fault.ifPresent(f -> written.problem("url", f));
    return fault.isPresent()
        ? Optional.empty()
        : Optional.of(new WebhookConfig(URI.create(url), token));
  }

  /** Never repeats the URL: it may hold a password. */
  private static Optional<String> fault(String url, boolean token) {
    URI parsed;
    try {
      parsed = URI.create(url);
    } catch (IllegalArgumentException e) {
      return Optional.of("found no URL" + EXPECTED);
    }
    boolean secure = "https".equals(parsed.getScheme());
    if (!secure && !"http".equals(parsed.getScheme()) || parsed.getHost() == null) {
      return Optional.of("found another kind of URL" + EXPECTED);
    }
    if (parsed.getRawUserInfo() != null
        || parsed.getRawQuery() != null
        || parsed.getRawFragment() != null) {
      return Optional.of(
          "found a user, a password or a query in the URL, expected a plain path; write token: {file: …}");
    }
    return token && !secure && !THIS_MACHINE.contains(parsed.getHost())
        ? Optional.of("found http with a token, expected https, because anyone on the way reads it")
        : Optional.empty();
  }
}
