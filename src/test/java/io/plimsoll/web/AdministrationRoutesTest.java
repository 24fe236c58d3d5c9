package io.plimsoll.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.audit.AuditEvent;
import io.plimsoll.audit.EventTypes;
import io.plimsoll.common.Digest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeping accounts and tokens over HTTP, by the same rules as the commands. */
class AdministrationRoutesTest extends WebTestCase {
  private static final String LONG = "entirely different words";

  private HttpResponse<String> admin(String path, String json) {
    return it.post(path, json).by("admin").send();
  }

  private void added(String name, String role) {
    HttpResponse<String> answer =
        admin(
            "/v1/users",
            "{\"name\": \"%s\", \"roles\": [\"%s\"], \"password\": \"%s\"}"
                .formatted(name, role, Stand.PASSWORD));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private HttpResponse<String> logIn(String name, String password) {
    return it.post(
            "/v1/sessions", "{\"name\": \"%s\", \"password\": \"%s\"}".formatted(name, password))
        .send();
  }

  private static String code(HttpResponse<String> answer) {
    return answer.statusCode() + " " + Stand.json(answer).path("code").asString();
  }

  private AuditEvent last() {
    return it.workplace.control().audit().newest(Optional.empty(), 1).get(0);
  }

  private void assertChangedByAdmin(String text) {
    assertThat(last().type()).isEqualTo(EventTypes.ACCOUNT_CHANGED);
    assertThat(last().actor().name()).startsWith("admin (");
    assertThat(last().actor().via().channel()).isEqualTo("api");
    assertThat(last().payload().text("text")).contains(text);
  }

  @Test
  void addsAPersonWhoThenLogsIn() {
    added("ann", "approver");

    assertChangedByAdmin("person added with the roles approver");
    assertThat(Stand.json(logIn("ann", Stand.PASSWORD)).path("roles").toString())
        .isEqualTo("[\"approver\"]");
    assertThat(code(admin("/v1/users", "{\"name\": \"Ann\"}"))).isEqualTo("409 taken");
    assertThat(it.get("/v1/users").by("auditor").send().body())
        .contains("\"name\":\"ann\"")
        .doesNotContain("argon2");
  }

  @Test
  void addsAMachineThatNeverDecides() {
    String machine = "{\"name\": \"%s\", \"machine\": true, \"roles\": [\"%s\"]}";

    HttpResponse<String> answer = admin("/v1/users", machine.formatted("robot", "requester"));

    assertThat(Stand.json(answer).path("kind").asString()).isEqualTo("machine");
    assertThat(code(admin("/v1/users", machine.formatted("judge", "approver"))))
        .isEqualTo("422 invalid-content");
    assertThat(
            code(admin("/v1/users", "{\"name\": \"m2\", \"machine\": true, \"email\": \"a@b\"}")))
        .isEqualTo("422 invalid-content");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\": \"no spaces\"}",
        "{\"name\": \"x\", \"roles\": [\"king\"]}",
        "{\"name\": \"x\", \"roles\": \"admin\"}",
        "{\"name\": \"x\", \"roles\": [7]}",
        "{\"name\": \"x\", \"machine\": \"yes\"}",
        "{\"name\": \"x\", \"password\": \"short\"}",
        "{\"name\": \"x\", \"email\": \"nowhere\"}",
        "{\"name\": \"x\", \"issuer\": \"https://id.example\"}"
      })
  void addsNobodyWhoIsNotSound(String wish) {
    assertThat(code(admin("/v1/users", wish))).isEqualTo("422 invalid-content");
    assertThat(it.workplace.control().people().accounts().named("x")).isEmpty();
  }

  @Test
  void takesARoleAwayAtOnce() {
    added("rob", "operator");
    String bearer = "Bearer " + Stand.json(logIn("rob", Stand.PASSWORD)).path("session").asString();

    HttpResponse<String> answer =
        admin("/v1/users/rob/roles", "{\"grant\": [\"viewer\"], \"withdraw\": [\"operator\"]}");

    assertThat(Stand.json(answer).path("roles").toString()).isEqualTo("[\"viewer\"]");
    assertChangedByAdmin("withdrawn: operator; now: viewer");
    assertThat(it.get("/v1/me").with("Authorization", bearer).send().body())
        .contains("[\"viewer\"]");
    assertThat(code(admin("/v1/users/rob/roles", "{}"))).isEqualTo("422 invalid-content");
    assertThat(code(admin("/v1/users/no-one/roles", "{\"grant\": [\"viewer\"]}")))
        .isEqualTo("404 not-found");
  }

  @Test
  void shutsOutAndLetsInAgain() {
    added("dan", "viewer");
    String bearer = "Bearer " + Stand.json(logIn("dan", Stand.PASSWORD)).path("session").asString();

    assertThat(it.post("/v1/users/dan/disable").by("admin").send().statusCode()).isEqualTo(204);

    assertChangedByAdmin("disabled");
    assertThat(it.get("/v1/me").with("Authorization", bearer).send().statusCode()).isEqualTo(401);
    assertThat(logIn("dan", Stand.PASSWORD).statusCode()).isEqualTo(401);
    assertThat(it.post("/v1/users/dan/enable").by("admin").send().statusCode()).isEqualTo(204);
    assertThat(it.get("/v1/me").with("Authorization", bearer).send().statusCode()).isEqualTo(401);
    assertThat(logIn("dan", Stand.PASSWORD).statusCode()).isEqualTo(201);
  }

  @Test
  void keepsTheLastAdministrator() {
    var accounts = it.workplace.control().people().accounts();
    HttpResponse<String> other = admin("/v1/users/all/roles", "{\"withdraw\": [\"admin\"]}");
    assertThat(other.statusCode()).isEqualTo(200);
    try {
      assertThat(code(admin("/v1/users/admin/roles", "{\"withdraw\": [\"admin\"]}")))
          .isEqualTo("409 last-administrator");
      assertThat(code(it.post("/v1/users/admin/disable").by("admin").send()))
          .isEqualTo("409 last-administrator");
      assertThat(accounts.named("admin").orElseThrow().disabled()).isFalse();
    } finally {
      admin("/v1/users/all/roles", "{\"grant\": [\"admin\"]}");
    }
  }

  @Test
  void aCodeLogsInOnceToSetANewPassword() {
    added("cat", "viewer");
    HttpResponse<String> issued = it.post("/v1/users/cat/code").by("admin").send();
    assertThat(issued.statusCode()).isEqualTo(201);
    assertChangedByAdmin("a one-time log-in code was issued");
    String body = "{\"code\": \"%s\"}".formatted(Stand.json(issued).path("code").asString());

    HttpResponse<String> first = it.post("/v1/sessions", body).send();
    HttpResponse<String> second = it.post("/v1/sessions", body).send();

    assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
    assertThat(code(second)).isEqualTo("401 unauthenticated");
    String bearer = "Bearer " + Stand.json(first).path("session").asString();
    assertThat(it.get("/v1/me").with("Authorization", bearer).send().body())
        .contains("one-time-code");
    HttpResponse<String> changed =
        it.post("/v1/users/cat/password", "{\"password\": \"%s\"}".formatted(LONG))
            .with("Authorization", bearer)
            .send();
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(204);
    assertThat(last().actor().name()).startsWith("cat (");
    assertThat(it.get("/v1/me").with("Authorization", bearer).send().statusCode()).isEqualTo(401);
    assertThat(logIn("cat", Stand.PASSWORD).statusCode()).isEqualTo(401);
    assertThat(logIn("cat", LONG).statusCode()).isEqualTo(201);
  }

  @Test
  void changesNobodyElsesPassword() {
    HttpResponse<String> answer =
        it.post("/v1/users/auditor/password", "{\"password\": \"%s\"}".formatted(LONG))
            .by("all")
            .send();
    assertThat(answer.statusCode()).as("an admin may").isEqualTo(204);
    assertThat(
            code(
                it.post("/v1/users/auditor/password", "{\"password\": \"%s\"}".formatted(LONG))
                    .by("nobody")
                    .send()))
        .isEqualTo("403 forbidden");
    assertThat(last().type()).isEqualTo(EventTypes.ACCESS_REFUSED);
    assertThat(last().actor().name()).startsWith("nobody (");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/users, '{\"name\": \"y\"}'",
    "/v1/users/viewer/roles, '{\"grant\": [\"admin\"]}'",
    "/v1/users/viewer/link, '{\"issuer\": \"https://id.example\", \"subject\": \"s\"}'",
    "/v1/users/viewer/enable, ",
    "/v1/users/viewer/disable, ",
    "/v1/users/viewer/code, "
  })
  void isForAdminsAlone(String path, String body) {
    for (String who :
        List.of("viewer", "requester", "operator", "approver", "auditor", "machine")) {
      HttpResponse<String> answer =
          it.ask("POST", path, Optional.ofNullable(body))
              .with("Content-Type", "application/json")
              .by(who)
              .send();
      assertThat(code(answer)).as(who).isEqualTo("403 forbidden");
      assertThat(last().type()).isEqualTo(EventTypes.ACCESS_REFUSED);
      assertThat(last().actor().name()).startsWith(who + " (");
    }
    assertThat(it.get("/v1/users").by("viewer").send().statusCode()).isEqualTo(403);
  }

  @Test
  void linksAPersonToAnIdentityOnce() {
    added("lea", "viewer");
    added("leo", "viewer");
    String identity = "{\"issuer\": \"https://id.example\", \"subject\": \"lea-1\"}";

    assertThat(admin("/v1/users/lea/link", identity).statusCode()).isEqualTo(200);

    assertChangedByAdmin("linked to an identity of https://id.example");
    assertThat(code(admin("/v1/users/leo/link", identity))).isEqualTo("409 taken");
    assertThat(code(admin("/v1/users/machine/link", identity.replace("lea-1", "m"))))
        .isEqualTo("422 invalid-content");
  }

  private HttpResponse<String> session(String name) {
    return logIn(name, Stand.PASSWORD);
  }

  @Test
  void showsATokenOnceAndRevokesItForGood() {
    added("tom", "viewer");
    String bearer = "Bearer " + Stand.json(session("tom")).path("session").asString();
    String wish = "{\"label\": \"laptop\", \"scope\": [\"viewer\"], \"expires\": \"30d\"}";

    HttpResponse<String> made = it.post("/v1/tokens", wish).with("Authorization", bearer).send();

    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    String secret = Stand.json(made).path("secret").asString();
    String id = Stand.json(made).path("token").path("id").asString();
    assertThat(it.get("/v1/tokens").with("Authorization", bearer).send().body())
        .contains(id)
        .doesNotContain(secret)
        .doesNotContain("\"label\":\"test\"");
    assertThat(it.get("/v1/me").with("Authorization", "Bearer " + secret).send().body())
        .contains("\"method\":\"api-token\"");
    assertThat(code(it.post("/v1/tokens/" + id + "/revoke").by("viewer").send()))
        .isEqualTo("404 not-found");
    assertThat(
            it.post("/v1/tokens/" + id + "/revoke")
                .with("Authorization", bearer)
                .send()
                .statusCode())
        .isEqualTo(204);
    assertThat(last().payload().text("text")).isEqualTo("token " + id + " revoked");
    assertThat(it.get("/v1/me").with("Authorization", "Bearer " + secret).send().statusCode())
        .isEqualTo(401);
  }

  @Test
  void aTokenMakesNoTokenForItsOwner() {
    assertThat(code(it.post("/v1/tokens", "{\"label\": \"x\"}").by("viewer").send()))
        .isEqualTo("403 forbidden");
    assertThat(
            it.post("/v1/tokens", "{\"label\": \"x\", \"owner\": \"machine\"}")
                .by("admin")
                .send()
                .statusCode())
        .isEqualTo(201);
    assertThat(
            code(
                it.post("/v1/tokens", "{\"label\": \"x\", \"owner\": \"viewer\"}")
                    .by("admin")
                    .send()))
        .isEqualTo("403 forbidden");
    assertThat(
            code(
                it.post(
                        "/v1/tokens",
                        "{\"label\": \"x\", \"owner\": \"machine\", \"expires\": \"400d\"}")
                    .by("admin")
                    .send()))
        .isEqualTo("422 invalid-content");
  }

  @Test
  void letsNobodyGuessAtAPasswordFromWhatIsKeptOfARequest() {
    String body = "{\"name\": \"kim\", \"password\": \"%s\"}".formatted(Stand.PASSWORD);
    String key = "5f0c8f1e-6a57-4b6e-9a55-1f6d2c3b4a59";

    assertThat(code(it.post("/v1/users", body).by("admin").with("Idempotency-Key", "k-1").send()))
        .isEqualTo("400 bad-request");
    for (int i = 0; i < 2; i++) {
      assertThat(
              it.post("/v1/users", body)
                  .by("admin")
                  .with("Idempotency-Key", key)
                  .send()
                  .statusCode())
          .isEqualTo(201);
    }
    String request = String.join("\n", "POST", "/v1/users", "", body);
    assertThat(ControlRows.of(folder))
        .anyMatch(row -> row.contains(Digest.ofText(key).hex()))
        .noneMatch(row -> row.contains(Digest.ofText(request).hex()));
  }

  @Test
  void keepsNoSecretForWhoeverSendsTheSameAgain() {
    var ask = "{\"label\": \"again\", \"owner\": \"machine\"}";
    HttpResponse<String> first =
        it.post("/v1/tokens", ask).by("admin").with("Idempotency-Key", "k-1").send();
    HttpResponse<String> second =
        it.post("/v1/tokens", ask).by("admin").with("Idempotency-Key", "k-1").send();

    assertThat(first.statusCode()).isEqualTo(201);
    String secret = Stand.json(first).path("secret").asString();
    assertThat(code(second)).isEqualTo("409 shown-once");
    assertThat(ControlRows.of(folder)).noneMatch(row -> row.contains(secret));
    assertThat(Stand.json(it.get("/v1/tokens").by("admin").send()).findValuesAsString("label"))
        .filteredOn("again"::equals)
        .hasSize(1);
  }
}
