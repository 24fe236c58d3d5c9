package io.plimsoll.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is open to anybody: whether it lives, whether it works, its numbers, and its document. */
class HealthRoutesTest extends WebTestCase {
  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "/metrics", "/openapi.json"})
  void answersStrangers(String path) {
    HttpResponse<String> answer = it.get(path).send();

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(it.ask("HEAD", path, Optional.empty()).send().statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'");
    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase().startsWith("access-control-"))
        .doesNotContain("server", "Server");
  }

  @Test
  void sharesNothingWithOtherOrigins() {
    HttpResponse<String> asked =
        it.ask("OPTIONS", "/v1/runs", Optional.empty())
            .with("Access-Control-Request-Method", "POST")
            .send();

    assertThat(asked.statusCode()).isEqualTo(204);
    assertThat(asked.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS, POST");
    assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "TRACE"})
  void saysWhichMethodsThereAre(String method) {
    HttpResponse<String> answer = it.ask(method, "/v1/runs", Optional.empty()).send();

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS, POST");
    assertThat(Stand.json(answer).path("code").asString()).isEqualTo("method-not-allowed");
  }

  @Test
  void countsRequestsByRouteAndNeverByRun() {
    String run = it.submitted().value();
    it.get("/v1/runs/" + run).by("viewer").send();

    String meters = it.get("/metrics").send().body();

    assertThat(meters)
        .contains(
            "plimsoll_server_requests_seconds_count{route=\"GET /v1/runs/{id}\",status=\"200\"}")
        .contains("plimsoll_runs_driven 0.0")
        .doesNotContain(run);
  }

  @Test
  void isNotReadyOnceItStops(@TempDir Path other) {
    try (var stopping = new Stand(other)) {
      assertThat(stopping.get("/readyz").send().statusCode()).isEqualTo(200);

      stopping.service().stop();

      HttpResponse<String> answer = stopping.get("/readyz").send();
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(Stand.json(answer).path("detail").asString()).contains("stopping");
      assertThat(stopping.get("/livez").send().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void isNotReadyWithoutItsControlDatabase(@TempDir Path other) {
    var lost = new Stand(other);
    try {
      lost.workplace.control().close();

      HttpResponse<String> answer = lost.get("/readyz").send();

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(Stand.json(answer).path("detail").asString()).contains("control database");
      assertThat(lost.get("/livez").send().statusCode()).isEqualTo(200);
    } finally {
      lost.close();
    }
  }

  @Test
  void makesTheFirstAdministratorForTheHolderOfTheCode(@TempDir Path other) {
    try (var empty = new Stand(other)) {
      String code = empty.service().firstAdministrator().orElseThrow().reveal();
      String wish = "{\"code\": \"%s\", \"name\": \"root\", \"password\": \"%s\"}";
      String good = "correct horse battery staple";

      assertThat(claim(empty, wish.formatted("plo_wrong", good))).isEqualTo(403);
      assertThat(claim(empty, wish.formatted(code, "short"))).isEqualTo(422);
      assertThat(claim(empty, "{\"code\": \"x\"}")).isEqualTo(422);
      assertThat(claim(empty, "[]")).isEqualTo(400);
      assertThat(claim(empty, wish.formatted(code, good))).isEqualTo(201);
      assertThat(claim(empty, wish.formatted(code, good))).isEqualTo(403);
      assertThat(empty.service().firstAdministrator()).isEmpty();
      assertThat(empty.workplace.control().people().accounts().named("root")).isPresent();
    }
  }

  private static int claim(Stand where, String wish) {
    return where
        .ask("POST", "/v1/first-administrator", Optional.of(wish))
        .with("Content-Type", "application/json")
        .send()
        .statusCode();
  }
}
