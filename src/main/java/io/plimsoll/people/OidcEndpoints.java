package io.plimsoll.people;

import java.io.IOException;
import java.net.URI;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where the provider's parts are, as its discovery document says (OpenID Connect Discovery 1.0).
 */
record OidcEndpoints(URI authorization, URI token, URI keys) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static OidcEndpoints discover(OidcProvider provider, OidcHttp http) throws IOException {
    String base = provider.issuer().replaceAll("/+$", "");
    URI at = URI.create(base + "/.well-known/openid-configuration");
    OidcHttp.Reply reply = http.get(at);
    if (reply.status() != 200) {
      throw new IOException(at + " answered with status " + reply.status());
    }
    try {
      JsonNode document = JSON.readTree(reply.text());
      String named = document.path("issuer").asString("");
      if (!named.equals(provider.issuer())) {
        throw new IOException("%s names another issuer: %s".formatted(at, named));
      }
      return new OidcEndpoints(
          address(document, "authorization_endpoint"),
          address(document, "token_endpoint"),
          address(document, "jwks_uri"));
    } catch (JacksonException e) {
      throw new IOException(at + " is no JSON document", e);
    }
  }

  private static URI address(JsonNode document, String key) throws IOException {
    try {
      URI address = URI.create(document.path(key).asString(""));
      if (OidcProvider.encrypted(address)) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("the discovery document has no address in " + key, e);
    }
    throw new IOException("the discovery document has no https address in " + key);
  }
}
