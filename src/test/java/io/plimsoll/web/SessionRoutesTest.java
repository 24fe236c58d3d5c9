package io.plimsoll.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.audit.AuditEvent;
import io.plimsoll.audit.EventTypes;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Coming in and going out again, with a program and with a browser. */
class SessionRoutesTest extends WebTestCase {
  private static final String COOKIE = "plimsoll";

  private Stand.Ask logIn(String name, String password) {
    return it.ask(
            "POST",
            "/v1/sessions",
            Optional.of("{\"name\": \"%s\", \"password\": \"%s\"}".formatted(name, password)))
        .with("Content-Type", "application/json");
  }

  private HttpResponse<String> loggedIn(String name) {
    HttpResponse<String> answer = logIn(name, Stand.PASSWORD).send();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return answer;
  }

  private static String secret(HttpResponse<String> opened) {
    return Stand.json(opened).path("session").asString();
  }

  private static String csrf(HttpResponse<String> opened) {
    return opened.headers().firstValue(Forgery.HEADER).orElseThrow();
  }

  private static String code(HttpResponse<String> answer) {
    return answer.statusCode() + " " + Stand.json(answer).path("code").asString();
  }

  private Stand.Ask browser(Stand.Ask ask, String secret) {
    return ask.with("Cookie", COOKIE + "=" + secret);
  }

  private Stand.Ask end(String secret) {
    return browser(it.post("/v1/sessions/end"), secret);
  }

  private AuditEvent last(String type) {
    return it.workplace.control().audit().newest(Optional.empty(), 50).stream()
        .filter(event -> event.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void opensASessionThatIsGoodAsBearer() {
    HttpResponse<String> answer = loggedIn("auditor");

    assertThat(secret(answer)).matches("pls_[0-9A-Za-z]{49}");
    assertThat(Stand.json(answer).path("name").asString()).isEqualTo("auditor");
    assertThat(Stand.json(answer).path("roles").toString()).isEqualTo("[\"auditor\"]");
    assertThat(Instant.parse(Stand.json(answer).path("expires").asString())).isAfter(Instant.now());
    var me = it.get("/v1/me").with("Authorization", "Bearer " + secret(answer)).send();
    assertThat(me.body())
        .isEqualTo(
            "{\"account\":\"%s\",\"name\":\"auditor\",\"roles\":[\"auditor\"],\"method\":\"password\"}"
                .formatted(Stand.json(answer).path("account").asString()));
    assertThat(me.headers().firstValue(Forgery.HEADER)).isEmpty();
    assertThat(last(EventTypes.SESSION_OPENED).actor().name()).startsWith("auditor (");
  }

  @Test
  void letsWhoeverHasNoRoleSeeThatAndLeave() {
    String secret = secret(loggedIn("nobody"));
    String bearer = "Bearer " + secret;

    assertThat(it.get("/v1/me").with("Authorization", bearer).send().body())
        .contains("\"roles\":[]");
    assertThat(it.get("/v1/runs").with("Authorization", bearer).send().statusCode()).isEqualTo(403);
    assertThat(it.post("/v1/sessions/end").with("Authorization", bearer).send().statusCode())
        .isEqualTo(204);
    assertThat(it.get("/v1/me").with("Authorization", bearer).send().statusCode()).isEqualTo(401);
    assertThat(last(EventTypes.SESSION_ENDED).actor().via().channel()).isEqualTo("api");
  }

  @Test
  void saysNothingOfWhatWasWrong() {
    HttpResponse<String> password = logIn("viewer", "wrong wrong wrong").send();
    HttpResponse<String> name = logIn("no-such-person", Stand.PASSWORD).send();
    HttpResponse<String> machine = logIn("machine", Stand.PASSWORD).send();

    assertThat(code(password)).isEqualTo("401 unauthenticated");
    assertThat(name.body()).isEqualTo(password.body()).isEqualTo(machine.body());
    assertThat(last(EventTypes.ACCESS_REFUSED).payload().text("cause")).isEqualTo("no-password");
  }

  @Test
  void locksOutAndSaysForHowLong() {
    for (int i = 0; i < 5; i++) {
      assertThat(logIn("operator", "wrong wrong " + i).send().statusCode()).isEqualTo(401);
    }
    HttpResponse<String> locked = logIn("operator", Stand.PASSWORD).send();

    assertThat(code(locked)).isEqualTo("429 too-many-requests");
    assertThat(Integer.parseInt(locked.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(800, 901);
    assertThat(last(EventTypes.ACCESS_REFUSED).payload().text("cause")).isEqualTo("locked-out");
    assertThat(it.get("/v1/me").by("operator").send().statusCode())
        .as("a token still works")
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"name\": \"viewer\"}",
        "{\"name\": 7, \"password\": \"x\"}",
        "{\"name\": \"viewer\", \"password\": \"x\", \"admin\": true}",
        "{\"name\": \"viewer\", \"password\": \"hunter2\", \"code\": \"hunter2\"}"
      })
  void refusesWhatIsNoLogIn(String body) {
    HttpResponse<String> answer =
        it.ask("POST", "/v1/sessions", Optional.of(body))
            .with("Content-Type", "application/json")
            .send();

    assertThat(answer.statusCode()).as(answer.body()).isIn(400, 415, 422);
    assertThat(answer.body()).doesNotContain("hunter2");
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void givesBrowsersACookieThatNoScriptReads() {
    HttpResponse<String> answer = loggedIn("viewer");

    assertThat(answer.headers().allValues("Set-Cookie"))
        .containsExactly(
            "plimsoll=%s; Path=/; HttpOnly; SameSite=Strict".formatted(secret(answer)));
    HttpResponse<String> me = browser(it.get("/v1/me"), secret(answer)).send();
    assertThat(me.statusCode()).isEqualTo(200);
    assertThat(csrf(me)).isEqualTo(csrf(answer)).doesNotContain(secret(answer));
    assertThat(browser(it.get("/v1/runs"), secret(answer)).send().statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, http://evil.example",
    "Origin, null",
    "Origin, https://127.0.0.1",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site",
    "Sec-Fetch-Site, none",
    "X-Nothing, at-all"
  })
  void changesNothingForACookieThatComesFromElsewhere(String header, String value) {
    HttpResponse<String> opened = loggedIn("viewer");
    HttpResponse<String> answer =
        end(secret(opened)).with(Forgery.HEADER, csrf(opened)).with(header, value).send();

    assertThat(code(answer)).isEqualTo("403 cross-site");
    assertThat(browser(it.get("/v1/me"), secret(opened)).send().statusCode()).isEqualTo(200);
    assertThat(last(EventTypes.ACCESS_REFUSED).actor().name()).startsWith("viewer (");
  }

  @Test
  void changesNothingForACookieWithoutTheTokenOfItsSession() {
    HttpResponse<String> opened = loggedIn("viewer");
    HttpResponse<String> another = loggedIn("viewer");
    List<Stand.Ask> asks =
        List.of(
            end(secret(opened)),
            end(secret(opened)).with(Forgery.HEADER, csrf(another)),
            end(secret(opened)).with(Forgery.HEADER, secret(opened)),
            end(secret(opened)).with(Forgery.HEADER, ""));

    assertThat(asks)
        .allSatisfy(
            ask ->
                assertThat(code(ask.with("Origin", it.address().toString()).send()))
                    .isEqualTo("403 cross-site"));
    assertThat(browser(it.get("/v1/me"), secret(opened)).send().statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"origin", "localhost", "fetch", "form"})
  void doesWhatAPageOfOursAsks(String kind) {
    HttpResponse<String> opened = loggedIn("viewer");
    var ask = end(secret(opened)).with(Forgery.HEADER, csrf(opened));
    var whole =
        switch (kind) {
          case "origin" -> ask.with("Origin", it.address().toString());
          case "localhost" -> ask.with("Origin", "http://localhost:" + it.address().getPort());
          case "fetch" -> ask.with("Sec-Fetch-Site", "same-origin");
          default -> ask.with("Sec-Fetch-Site", "same-origin").with("Origin", "null");
        };
    HttpResponse<String> answer = whole.send();

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("plimsoll=; ")
        .endsWith("; Max-Age=0");
    HttpResponse<String> gone = browser(it.get("/v1/me"), secret(opened)).send();
    assertThat(code(gone)).isEqualTo("401 unauthenticated");
    assertThat(gone.headers().firstValue("Set-Cookie").orElseThrow()).endsWith("; Max-Age=0");
  }

  @Test
  void doesNotLetAnotherSiteLogSomebodyIn() {
    HttpResponse<String> answer =
        logIn("viewer", Stand.PASSWORD).with("Origin", "https://evil.example").send();

    assertThat(code(answer)).isEqualTo("403 cross-site");
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(last(EventTypes.ACCESS_REFUSED).payload().text("cause")).isEqualTo("other-site");
  }

  @Test
  void believesAHeaderBeforeACookie() {
    String viewer = secret(loggedIn("viewer"));

    assertThat(
            Stand.json(browser(it.get("/v1/me").by("machine"), viewer).send())
                .path("name")
                .asString())
        .isEqualTo("machine");
    assertThat(
            browser(it.get("/v1/me").with("Authorization", "Basic eDp5"), viewer)
                .send()
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void takesNoTokenAsACookie() {
    assertThat(browser(it.get("/v1/me"), it.tokenOf("viewer")).send().statusCode()).isEqualTo(401);
  }

  @Test
  void endsNoToken() {
    assertThat(code(it.post("/v1/sessions/end").by("viewer").send()))
        .isEqualTo("422 invalid-content");
    assertThat(it.get("/v1/me").by("viewer").send().statusCode()).isEqualTo(200);
  }
}
