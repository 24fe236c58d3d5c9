package io.plimsoll.people;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Secret;
import io.plimsoll.people.AccessEvents.Cause;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Log-in at an OpenID Connect provider: authorization code with PKCE (S256), state and nonce. Each
 * log-in hangs on one random value that stays with the browser (or process) it began in; state is
 * kept as a digest until it is used once, nonce and verifier are made from that value and kept
 * nowhere. So a stolen answer is worth nothing elsewhere, nor is a copy of the database.
 */
public final class Oidc {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration DISCOVERY_GOOD_FOR = Duration.ofHours(1);
  private static final int LONGEST_PARAMETER = 10_000;

  private final OidcProvider provider;
  private final OneTimes pending;
  private final Duration patience;
  private final Clock clock;
  private final OidcHttp http = new OidcHttp();
  private Known known;

  private record Known(OidcEndpoints endpoints, IdTokens tokens, Instant until) {}

  Oidc(OidcProvider provider, OneTimes pending, Duration patience, Clock clock) {
    this.provider = provider;
    this.pending = pending;
    this.patience = patience;
    this.clock = clock;
  }

  /**
   * A log-in under way.
   *
   * @param address where to send the person; it holds no secret of ours
   * @param state as it will come back
   * @param binding for a cookie of that browser alone (HttpOnly, Secure, SameSite=Lax, ten minutes)
   */
  public record Begun(URI address, String state, Secret binding) {}

  /**
   * What the browser brought back.
   *
   * @param binding from the cookie; an empty text when there is none
   * @param issuer the {@code iss} parameter (RFC 9207), when there is one
   */
  public record Answer(
      String state,
      Optional<String> code,
      Optional<String> error,
      Optional<String> issuer,
      Secret binding) {}

  /**
   * @param redirect where the provider sends the person back to; registered there
   * @throws IOException when the provider cannot be reached or is not what it should be
   */
  public Begun begin(URI redirect) throws IOException {
    OidcEndpoints endpoints = known().endpoints();
    String state = RandomText.letters(43);
    String random = RandomText.letters(43);
    Secret binding = new Secret("log-in under way", () -> random);
    Instant now = clock.instant();
    pending.keep(
        Digest.ofText(state),
        new OneTime(
            OneTime.Purpose.OIDC_STATE,
            Optional.empty(),
            Digest.ofText(random).hex() + " " + redirect,
            now.plus(patience)),
        now);
    var query = new LinkedHashMap<String, String>();
    query.put("response_type", "code");
    query.put("client_id", provider.clientId());
    query.put("redirect_uri", redirect.toString());
    query.put("scope", "openid");
    query.put("state", state);
    query.put("nonce", nonce(binding, state));
    query.put("code_challenge", challenge(verifier(binding, state)));
    query.put("code_challenge_method", "S256");
    String separator = endpoints.authorization().getQuery() == null ? "?" : "&";
    return new Begun(
        URI.create(endpoints.authorization() + separator + form(query)), state, binding);
  }

  /** Who came back, after every check. The state is used up whatever comes of it. */
  ExternalIdentity finish(Answer answer) throws OidcException {
    OneTime begun =
        pending
            .take(Digest.ofText(answer.state()), OneTime.Purpose.OIDC_STATE)
            .filter(taken -> clock.instant().isBefore(taken.expires()))
            .orElseThrow(
                () ->
                    new OidcException(
                        Cause.STATE_UNKNOWN_OR_USED, "the state is unknown, used or expired"));
    String[] kept = begun.payload().split(" ", 2);
    if (!Digest.ofText(answer.binding().reveal()).hex().equals(kept[0])) {
      throw new OidcException(Cause.OTHER_BROWSER, "the log-in was begun in another browser");
    }
    if (answer.issuer().isPresent() && !answer.issuer().get().equals(provider.issuer())) {
      throw new OidcException(Cause.OTHER_ISSUER, "the answer comes from another issuer");
    }
    String code =
        answer
            .code()
            .filter(given -> answer.error().isEmpty() && given.length() <= LONGEST_PARAMETER)
            .orElseThrow(
                () -> new OidcException(Cause.PROVIDER_SAID_NO, "the provider gave no code"));
    try {
      Known now = known();
      String token = exchange(now.endpoints(), answer, code, kept[1]);
      return now.tokens().check(token, nonce(answer.binding(), answer.state()));
    } catch (IOException e) {
      throw new OidcException(
          Cause.PROVIDER_UNREACHABLE, "the provider cannot be reached or is not itself", e);
    }
  }

  private String exchange(OidcEndpoints endpoints, Answer answer, String code, String redirect)
      throws IOException, OidcException {
    var form = new LinkedHashMap<String, String>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", redirect);
    form.put("client_id", provider.clientId());
    form.put("code_verifier", verifier(answer.binding(), answer.state()));
    HttpRequest.Builder request =
        http.request(endpoints.token())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form(form)));
    provider.clientSecret().ifPresent(secret -> request.header("Authorization", basic(secret)));
    OidcHttp.Reply reply = http.send(request);
    if (reply.status() >= 500) {
      throw new IOException("the token endpoint answered with status " + reply.status());
    }
    try {
      String token = JSON.readTree(reply.text()).path("id_token").asString("");
      if (reply.status() == 200 && !token.isEmpty()) {
        return token;
      }
    } catch (JacksonException e) {
      throw new OidcException(Cause.PROVIDER_SAID_NO, "the token endpoint sent no JSON");
    }
    throw new OidcException(
        Cause.PROVIDER_SAID_NO, "the token endpoint gave no ID token, status " + reply.status());
  }

  private synchronized Known known() throws IOException {
    Instant now = clock.instant();
    if (known == null || !now.isBefore(known.until())) {
      OidcEndpoints endpoints = OidcEndpoints.discover(provider, http);
      known =
          new Known(
              endpoints,
              new IdTokens(provider, endpoints, http, clock),
              now.plus(DISCOVERY_GOOD_FOR));
    }
    return known;
  }

  private static String nonce(Secret binding, String state) {
    return base64(Keyed.hash(binding, "nonce " + state));
  }

  /** 43 characters, as RFC 7636 asks. */
  private static String verifier(Secret binding, String state) {
    return base64(Keyed.hash(binding, "verifier " + state));
  }

  private static String challenge(String verifier) {
    return base64(Digest.sha256().digest(verifier.getBytes(StandardCharsets.US_ASCII)));
  }

  private String basic(Secret secret) {
    String pair = encode(provider.clientId()) + ":" + encode(secret.reveal());
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
