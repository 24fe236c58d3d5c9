package io.plimsoll.people;

import io.plimsoll.common.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * An OpenID Connect provider and what we are to it.
 *
 * @param issuer exactly as it names itself
 * @param clientSecret empty for a public client
 */
public record OidcProvider(String issuer, String clientId, Optional<Secret> clientSecret) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

  public OidcProvider {
    if (!encrypted(URI.create(issuer))) {
      throw new IllegalArgumentException(
          "an issuer is an https address (http only on this machine), found " + issuer);
    }
    if (clientId.isBlank()) {
      throw new IllegalArgumentException("the client id is blank");
    }
  }

  /** Whether what goes there cannot be read or changed on the way. */
  static boolean encrypted(URI address) {
    String host = address.getHost();
    return host != null
        && ("https".equals(address.getScheme())
            || "http".equals(address.getScheme()) && LOOPBACK.contains(host));
  }
}
