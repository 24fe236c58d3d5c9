package io.plimsoll.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.audit.AuditEvent;
import io.plimsoll.audit.EventTypes;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser's whole way through a provider that others wrote. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcRoutesTest {
  private static final String SECRET = "hunter2-of-the-client";

  private final MockOAuth2Server provider = new MockOAuth2Server();
  private Stand it;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    provider.start(port);
    String issuer = "http://localhost:%d/default".formatted(port);
    Path secret = java.nio.file.Files.writeString(folder.resolve("client"), SECRET);
    it =
        new Stand(
                folder,
                "people: {oidc: {issuer: '%s', clientId: plimsoll, clientSecret: {file: '%s'}}}\n"
                    .formatted(issuer, secret))
            .withPeople();
    link("viewer", issuer, "vera-there");
  }

  private void link(String name, String issuer, String subject) {
    HttpResponse<String> linked =
        it.post(
                "/v1/users/%s/link".formatted(name),
                "{\"issuer\": \"%s\", \"subject\": \"%s\"}".formatted(issuer, subject))
            .by("admin")
            .send();
    assertThat(linked.statusCode()).as(linked.body()).isEqualTo(200);
  }

  @AfterAll
  void close() {
    it.close();
    provider.shutdown();
  }

  private void willSay(String subject) {
    provider.enqueueCallback(
        new DefaultOAuth2TokenCallback(
            "default", subject, "JWT", List.of("plimsoll"), Map.of(), 300));
  }

  private static URI location(HttpResponse<String> answer) {
    return URI.create(answer.headers().firstValue("Location").orElseThrow());
  }

  private static String cookie(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
  }

  private HttpResponse<String> begun() {
    HttpResponse<String> answer = it.get("/v1/oidc/login").send();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    return answer;
  }

  /** What the provider sends the browser back with. */
  private String back(HttpResponse<String> begun) {
    URI back = location(it.visit(location(begun)));
    assertThat(back.toString()).startsWith(it.address() + "/v1/oidc/callback?");
    return back.getRawPath() + "?" + back.getRawQuery();
  }

  private static String code(HttpResponse<String> answer) {
    return answer.statusCode() + " " + Stand.json(answer).path("code").asString();
  }

  private AuditEvent lastRefusal() {
    return it.workplace.control().audit().newest(Optional.empty(), 20).stream()
        .filter(event -> event.type().equals(EventTypes.ACCESS_REFUSED))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void logsInWhoeverIsLinked() {
    willSay("vera-there");
    HttpResponse<String> begun = begun();
    assertThat(begun.headers().firstValue("Set-Cookie").orElseThrow())
        .matches("plimsoll-oidc=[0-9A-Za-z]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=600");
    assertThat(location(begun).toString())
        .contains("code_challenge_method=S256")
        .doesNotContain(cookie(begun).split("=")[1]);

    HttpResponse<String> answer = it.get(back(begun)).with("Cookie", cookie(begun)).send();

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    assertThat(location(answer)).hasToString("/");
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .matches("plimsoll=pls_[0-9A-Za-z]{49}; Path=/; HttpOnly; SameSite=Strict");
    assertThat(it.get("/v1/me").with("Cookie", cookie(answer)).send().body())
        .contains("\"name\":\"viewer\"", "\"method\":\"oidc\"");
  }

  @Test
  void takesAnAnswerOnce() {
    willSay("vera-there");
    HttpResponse<String> begun = begun();
    String back = back(begun);
    it.get(back).with("Cookie", cookie(begun)).send();

    HttpResponse<String> again = it.get(back).with("Cookie", cookie(begun)).send();

    assertThat(code(again)).isEqualTo("401 unauthenticated");
    assertThat(lastRefusal().payload().text("cause")).isEqualTo("state-unknown-or-used");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plimsoll-oidc=guessed", "plimsoll-oidc="})
  void takesNoAnswerInAnotherBrowser(String cookie) {
    HttpResponse<String> begun = begun();
    var ask = it.get(back(begun));

    HttpResponse<String> answer = cookie.isEmpty() ? ask.send() : ask.with("Cookie", cookie).send();

    assertThat(code(answer)).isEqualTo("401 unauthenticated");
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(lastRefusal().payload().text("cause")).isEqualTo("other-browser");
  }

  @Test
  void opensNothingForWhoeverHasNoAccount() {
    willSay("stranger");
    HttpResponse<String> begun = begun();

    HttpResponse<String> answer = it.get(back(begun)).with("Cookie", cookie(begun)).send();

    assertThat(code(answer)).isEqualTo("401 unauthenticated");
    assertThat(answer.body()).contains("have no account here");
    assertThat(lastRefusal().payload().text("cause")).isEqualTo("not-linked");
  }

  @Test
  void saysWhatTheProviderDidNotGive() {
    HttpResponse<String> begun = begun();
    String state = location(begun).getQuery().replaceFirst(".*state=([^&]*).*", "$1");

    HttpResponse<String> answer =
        it.get("/v1/oidc/callback?error=access_denied&error_description=no&state=" + state)
            .with("Cookie", cookie(begun))
            .send();

    assertThat(code(answer)).isEqualTo("401 unauthenticated");
    assertThat(lastRefusal().payload().text("cause")).isEqualTo("provider-said-no");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "?state=x", "?state=x&state=y", "?code=x&code=y", "?iss=%00&state=%FF"})
  void opensNothingForAGuess(String query) {
    HttpResponse<String> answer = it.get("/v1/oidc/callback" + query).send();

    assertThat(answer.statusCode()).as(answer.body()).isIn(400, 401);
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void sendsABrowserBackByTheNameItCameWith() throws Exception {
    var here = URI.create("http://localhost:%d/v1/oidc/login".formatted(it.address().getPort()));

    assertThat(location(it.visit(here)).getQuery())
        .contains("redirect_uri=http://localhost:%d/v1/oidc/callback".formatted(here.getPort()));
  }

  @Test
  void standsInTheDocument() {
    var paths = Stand.json(it.get("/openapi.json").send()).path("paths");

    assertThat(paths.at("/~1v1~1oidc~1login/get/responses").has("302")).isTrue();
    assertThat(paths.at("/~1v1~1oidc~1callback/get/responses").has("303")).isTrue();
  }
}
