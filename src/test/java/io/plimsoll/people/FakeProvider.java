package io.plimsoll.people;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;

/** A provider that lies: it hands out whatever ID token a test gives it. */
final class FakeProvider implements AutoCloseable {
  private static final int KEY_BITS = 2048;

  final RSAKey key;
  volatile String idToken = "";
  volatile String namesItself;
  volatile int status = 200;
  private final HttpServer server;

  FakeProvider() throws IOException, JOSEException {
    key = new RSAKeyGenerator(KEY_BITS).keyID("k1").generate();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    namesItself = issuer();
    server.createContext("/.well-known/openid-configuration", x -> answer(x, discovery()));
    server.createContext("/keys", x -> answer(x, new JWKSet(key.toPublicJWK()).toString()));
    server.createContext(
        "/token", x -> answer(x, "{\"access_token\":\"a\",\"id_token\":\"" + idToken + "\"}"));
    server.start();
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private String discovery() {
    return """
        {"issuer": "%s", "authorization_endpoint": "%2$s/authorize", "token_endpoint": "%2$s/token",
         "jwks_uri": "%2$s/keys"}
        """
        .formatted(namesItself, issuer());
  }

  private void answer(HttpExchange exchange, String json) throws IOException {
    exchange.getRequestBody().readAllBytes();
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (var body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }

  /** What an honest provider would say. */
  JWTClaimsSet.Builder claims(String nonce, Instant now) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer())
        .subject("248289761001")
        .audience("plimsoll")
        .claim("nonce", nonce)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)));
  }

  String signed(JWTClaimsSet claims) throws JOSEException {
    return signed(claims, key);
  }

  String signed(JWTClaimsSet claims, RSAKey by) throws JOSEException {
    var jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(), claims);
    jwt.sign(new RSASSASigner(by));
    return jwt.serialize();
  }

  /** The old trick: the public key, which everybody has, as the secret of an HMAC. */
  String signedWithThePublicKeyAsSecret(JWTClaimsSet claims) throws JOSEException {
    var jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(), claims);
    jwt.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
    return jwt.serialize();
  }

  static String unsigned(JWTClaimsSet claims) {
    return new PlainJWT(claims).serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
