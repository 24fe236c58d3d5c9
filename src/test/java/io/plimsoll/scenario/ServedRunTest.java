package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.RunId;
import io.plimsoll.web.Stand;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole move that nobody types a command for: submitted, started, watched and decided by HTTP.
 */
class ServedRunTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Reads until the run is so, and returns the kinds of events until then. */
  private static List<String> watch(Stand stand, RunId run, String state, String hold)
      throws Exception {
    var request =
        HttpRequest.newBuilder(stand.address().resolve("/v1/runs/" + run + "/events"))
            .header("Authorization", "Bearer " + stand.tokenOf("viewer"))
            .build();
    var answer = stand.client().send(request, BodyHandlers.ofInputStream());
    var types = new ArrayList<String>();
    try (var lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          types.add(line.substring("event: ".length()));
        }
        if (line.startsWith("data: ") && types.get(types.size() - 1).equals("run")) {
          JsonNode now = JSON.readTree(line.substring("data: ".length()));
          boolean waits = now.path("hold").path("reason").asString("").equals(hold);
          if (now.path("state").asString().equals(state) && waits) {
            return types;
          }
          assertThat(now.path("hold").isNull()).as(line).isTrue();
        }
      }
    }
    throw new AssertionError("the stream ended early: " + types);
  }

  @Test
  void isFinalizedThroughTheApiAlone() throws Exception {
    try (var scenario =
            new Scenario(2)
                .config("stores:\n", "server: {port: 0}\nstores:\n")
                .plan("finalize: automatic", "finalize: hold");
        var stand = new Stand(scenario.workplace()).withPeople()) {
      var before = content(old(), scenario.source("s00"));
      JsonNode submitted =
          JSON.readTree(stand.submit(scenario.planText()).by("requester").send().body());
      var run = new RunId(submitted.path("run").path("id").asString());

      assertThat(stand.say("start", run).by("operator").send().statusCode()).isEqualTo(200);
      List<String> seen = watch(stand, run, "finalize", "gate");

      assertThat(seen).contains("run", "said", "progress");
      assertThat(stand.say("finalize", run).by("approver").send().statusCode()).isEqualTo(200);
      watch(stand, run, "finalized", "");
      assertThat(content(fresh(), scenario.target("s00"))).isEqualTo(before);
      JsonNode shards =
          JSON.readTree(stand.get("/v1/runs/" + run + "/shards").by("viewer").send().body());
      assertThat(shards.path("shards"))
          .hasSize(2)
          .allSatisfy(
              shard -> {
                assertThat(shard.path("state").asString()).isEqualTo("done");
                assertThat(shard.path("objects"))
                    .hasSize(5)
                    .allSatisfy(
                        object ->
                            assertThat(object.path("copied").asInt())
                                .isEqualTo(object.path("chunks").asInt()));
              });
      assertThat(stand.get("/v1/runs/" + run + "/report").by("auditor").send().body())
          .contains("\"state\" : \"FINALIZED\"");
    }
  }

  @Test
  void waitsForTheQuorumOfPersonsWhoHadNoHandInIt() throws Exception {
    try (var scenario =
            new Scenario(1)
                .config("stores:\n", "server: {port: 0}\nstores:\n")
                .plan(
                    "finalize: automatic",
                    "finalize: {quorum: {approver: 1, auditor: 1}, expires: 1h}");
        var stand = new Stand(scenario.workplace()).withPeople()) {
      JsonNode submitted =
          JSON.readTree(stand.submit(scenario.planText()).by("requester").send().body());
      var run = new RunId(submitted.path("run").path("id").asString());
      stand.say("start", run).by("operator").send();
      watch(stand, run, "finalize", "gate");
      JsonNode gate = JSON.readTree(gate(stand, run));
      String shown =
          "{\"digest\": \"" + gate.path("digest").asString() + "\", \"comment\": \"ok\"}";
      String other = "{\"digest\": \"" + "0".repeat(64) + "\"}";

      assertThat(decide(stand, run, "approve", shown, "requester")).isEqualTo(403);
      assertThat(decide(stand, run, "approve", shown, "machine")).isEqualTo(403);
      assertThat(decide(stand, run, "approve", shown, "operator")).isEqualTo(403);
      assertThat(decide(stand, run, "approve", other, "approver")).isEqualTo(412);
      assertThat(decide(stand, run, "approve", "{}", "approver")).isEqualTo(422);
      assertThat(decide(stand, run, "approve", "[]", "approver")).isEqualTo(400);
      assertThat(stand.say("finalize", run).by("approver").send().statusCode()).isEqualTo(409);
      assertThat(decide(stand, run, "approve", shown, "approver")).isEqualTo(200);
      assertThat(decide(stand, run, "approve", shown, "approver")).isEqualTo(409);
      assertThat(decide(stand, run, "withdraw", shown, "approver")).isEqualTo(200);
      assertThat(decide(stand, run, "approve", shown, "approver")).isEqualTo(200);
      assertThat(gate(stand, run)).contains("\"kind\":\"approve\"", "\"name\":\"approver\"");
      assertThat(decide(stand, run, "approve", shown, "auditor")).isEqualTo(200);
      watch(stand, run, "finalized", "");
      assertThat(whoDidWhat(stand, run))
          .contains(
              "run.created by requester over api",
              "gate.decided refused by operator over api",
              "gate.decided approve by approver over api",
              "gate.decided withdraw by approver over api",
              "gate.decided approve by auditor over api",
              "run.moved APPROVED by engine over engine");
    }
  }

  /** As the audit log has it, newest first. */
  private static List<String> whoDidWhat(Stand stand, RunId run) {
    return stand.workplace().control().audit().newest(Optional.of(run), 200).stream()
        .map(
            event -> {
              JsonNode said = JSON.readTree(event.json()).path("payload");
              String what = said.path("decision").asString(said.path("event").asString(""));
              return "%s %s by %s over %s"
                  .formatted(
                      event.type(),
                      what,
                      event.actor().name().replaceFirst(" \\(.*", ""),
                      event.actor().via().channel())
                  .replace("  ", " ");
            })
        .toList();
  }

  private static String gate(Stand stand, RunId run) {
    return stand.get("/v1/runs/" + run + "/gates/finalize").by("viewer").send().body();
  }

  private static int decide(Stand stand, RunId run, String word, String body, String who) {
    return stand.decide(word, run, "finalize", body).by(who).send().statusCode();
  }
}
