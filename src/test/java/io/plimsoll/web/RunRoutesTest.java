package io.plimsoll.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.audit.AuditEvent;
import io.plimsoll.audit.EventTypes;
import io.plimsoll.common.RunId;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What each route does for those who may, and what it says to those who may not. */
class RunRoutesTest extends WebTestCase {
  private static String code(HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("Content-Type"))
        .as(answer.body())
        .contains("application/problem+json");
    JsonNode problem = Stand.json(answer);
    assertThat(problem.path("status").asInt()).isEqualTo(answer.statusCode());
    assertThat(problem.path("type").asString())
        .isEqualTo("https://plimsoll.io/problems/" + problem.path("code").asString());
    return answer.statusCode() + " " + problem.path("code").asString();
  }

  /** Moves a submitted run to where it waits. */
  private Run waiting(Hold.Reason reason, RunEvent event, int passed) {
    Run run = it.run(it.submitted());
    for (int i = 0; i < passed; i++) {
      run = it.workplace.runs().move(run, RunEvent.PASSED, Runs.Note.of(""));
    }
    return it.workplace
        .runs()
        .move(run, event, Runs.Note.hold(new Hold(reason, "because of a test")));
  }

  private Run atGateBeforeFinalize() {
    return waiting(Hold.Reason.GATE, RunEvent.PAUSE, 8);
  }

  @Test
  void submitsAPlanThatNobodyStartsYet() {
    HttpResponse<String> answer = it.submit(Stand.plan()).by("requester").send();

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    JsonNode whole = Stand.json(answer);
    String id = whole.path("run").path("id").asString();
    assertThat(answer.headers().firstValue("Location")).contains("/v1/runs/" + id);
    assertThat(answer.headers().firstValue("ETag")).contains("\"0\"");
    assertThat(whole.path("plan").path("name").asString()).isEqualTo("sidekick");
    assertThat(whole.path("started").asBoolean()).isFalse();
    assertThat(it.workplace.orchestrator().due(100)).doesNotContain(new RunId(id));
    assertThat(it.get("/v1/runs/" + id).by("viewer").send().body()).isEqualTo(answer.body());
  }

  @Test
  void takesAPlanAsJsonToo() {
    JsonNode plan = new tools.jackson.dataformat.yaml.YAMLMapper().readTree(Stand.plan());

    HttpResponse<String> answer =
        it.ask("POST", "/v1/runs", Optional.of(plan.toString()))
            .with("Content-Type", "application/json; charset=utf-8")
            .by("machine")
            .send();

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  @Test
  void namesEveryMistakeOfAPlanWithItsLine() {
    int before = it.workplace.runs().list(1_000).size();

    HttpResponse<String> answer =
        it.submit(
                Stand.plan().replace("keep: 2", "keep: none").replace("source: old", "source: odd"))
            .by("requester")
            .send();

    assertThat(code(answer)).isEqualTo("422 invalid-plan");
    assertThat(Stand.json(answer).path("errors"))
        .allSatisfy(error -> assertThat(error.path("line").asInt()).isPositive())
        .extracting(error -> error.path("path").asString())
        .contains("spec.snapshot.keep");
    assertThat(code(it.submit("a: [").by("requester").send())).isEqualTo("422 invalid-plan");
    assertThat(code(it.submit("").by("requester").send())).isEqualTo("422 invalid-plan");
    HttpResponse<String> unknownStore =
        it.submit(Stand.plan().replace("source: old", "source: odd")).by("requester").send();
    assertThat(code(unknownStore)).isEqualTo("422 invalid-plan");
    assertThat(it.workplace.runs().list(1_000)).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Basic YWRtaW46YWRtaW4=", "Bearer", "Bearer x", "Bearer plt_0000000000000000"})
  void knowsNobodyWithoutATokenOfOurs(String authorization) {
    var ask = it.submit(Stand.plan());
    HttpResponse<String> answer =
        authorization.isEmpty() ? ask.send() : ask.with("Authorization", authorization).send();

    assertThat(code(answer)).isEqualTo("401 unauthenticated");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Bearer ");
  }

  @ParameterizedTest
  @CsvSource({
    "viewer, 403",
    "requester, 201",
    "operator, 403",
    "approver, 403",
    "auditor, 403",
    "admin, 403",
    "nobody, 403",
    "machine, 201"
  })
  void letsRequestersSubmit(String who, int status) {
    assertThat(it.submit(Stand.plan()).by(who).send().statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/shards", "/report", "/events"})
  void showsNothingToWhoeverHasNoRole(String what) {
    String path = "/v1/runs/" + it.submitted() + what;

    assertThat(code(it.get(path).send())).isEqualTo("401 unauthenticated");
    assertThat(code(it.get(path).by("nobody").send())).isEqualTo("403 forbidden");
    assertThat(code(it.get("/v1/runs/no-such-run" + what).by("viewer").send()))
        .isEqualTo("404 not-found");
    assertThat(code(it.get("/v1/runs/No_Run" + what).by("viewer").send()))
        .isEqualTo("404 not-found");
  }

  @Test
  void writesDownWhoMayUseAVerbAndNotHere() {
    Run waiting = waiting(Hold.Reason.PAUSED, RunEvent.PAUSE, 2);

    HttpResponse<String> answer = it.say("resume", waiting.id()).by("approver").send();

    assertThat(code(answer)).isEqualTo("403 forbidden");
    AuditEvent denied = it.workplace.control().audit().newest(Optional.empty(), 1).get(0);
    assertThat(denied.type()).isEqualTo(EventTypes.ACCESS_REFUSED);
    assertThat(denied.actor().name()).startsWith("approver (");
    assertThat(denied.payload().text("text")).isEqualTo("here 'resume' needs the role operator");
    assertThat(it.run(waiting.id()).version()).isEqualTo(waiting.version());
    assertThat(it.say("resume", waiting.id()).by("operator").send().statusCode()).isEqualTo(200);
  }

  @Test
  void pagesThroughAllRunsOnce() {
    for (int i = 0; i < 7; i++) {
      it.submitted();
    }
    var seen = new ArrayList<String>();
    String next = "";
    do {
      JsonNode page = Stand.json(it.get("/v1/runs?limit=3" + next).by("viewer").send());
      page.path("runs").forEach(run -> seen.add(run.path("id").asString()));
      next = page.path("next").isNull() ? "" : "&after=" + page.path("next").asString();
    } while (!next.isEmpty());

    assertThat(seen)
        .hasSize(new TreeSet<>(seen).size())
        .containsExactlyElementsOf(
            it.workplace.runs().list(1_000).stream().map(run -> run.id().value()).toList());
  }

  @Test
  void filtersByState() {
    Run held = waiting(Hold.Reason.PAUSED, RunEvent.PAUSE, 4);

    JsonNode page = Stand.json(it.get("/v1/runs?state=copy&limit=1000").by("viewer").send());

    assertThat(page.path("runs"))
        .allSatisfy(run -> assertThat(run.path("state").asString()).isEqualTo("copy"))
        .extracting(run -> run.path("id").asString())
        .contains(held.id().value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=1e3",
        "limit=",
        "after=p",
        "after=zz",
        "after=p9999999999999999",
        "state=COPY",
        "state=",
        "order=asc",
        "limit=1&limit=2",
        "%00=1"
      })
  void refusesAQueryItDoesNotUnderstand(String query) {
    assertThat(code(it.get("/v1/runs?" + query).by("viewer").send())).isEqualTo("400 bad-request");
  }

  @Test
  void showsEachShardOnceWithItsObjects() {
    JsonNode shards =
        Stand.json(it.get("/v1/runs/" + it.submitted() + "/shards").by("viewer").send());

    assertThat(shards.path("shards"))
        .isNotEmpty()
        .allSatisfy(
            shard -> {
              assertThat(shard.path("state").asString()).isEqualTo("pending");
              assertThat(shard.path("objects")).isEmpty();
            });
  }

  @Test
  void givesTheReportOfARun() {
    RunId run = it.submitted();

    JsonNode report = Stand.json(it.get("/v1/runs/" + run + "/report").by("auditor").send());

    assertThat(report.path("summary").path("run").asString()).isEqualTo(run.value());
  }

  @Test
  void startsARunOnce() {
    RunId run = it.submitted();

    assertThat(code(it.say("start", run).by("requester").send())).isEqualTo("403 forbidden");
    HttpResponse<String> started = it.say("start", run).by("operator").send();

    assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
    assertThat(Stand.json(started).path("started").asBoolean()).isTrue();
    assertThat(it.say("start", run).by("operator").send().statusCode()).isIn(409, 412);
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "hold", "resume", "retry", "abort", "rollback", "finalize"})
  void asksWhichVersionWasLookedAt(String verb) {
    RunId run = it.submitted();
    String path = "/v1/runs/" + run + "/" + verb;

    assertThat(code(it.post(path).by("all").send())).isEqualTo("428 version-required");
    for (String stale : new String[] {"\"1\"", "0", "*", "W/\"0\"", "\"0\", \"1\"", ""}) {
      HttpResponse<String> answer = it.post(path).by("all").with("If-Match", stale).send();
      assertThat(code(answer)).as(stale).isEqualTo("412 stale");
      assertThat(answer.headers().firstValue("ETag")).contains("\"0\"");
    }
    assertThat(it.run(run).version()).isZero();
    assertThat(it.workplace.orchestrator().started(run)).isFalse();
    assertThat(it.run(run).request()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"viewer", "requester", "auditor", "admin", "machine", "nobody"})
  void letsOnlyThoseActWhoseRoleItIs(String who) {
    RunId run = atGateBeforeFinalize().id();
    for (String verb : new String[] {"hold", "resume", "retry", "abort", "rollback", "finalize"}) {
      assertThat(code(it.say(verb, run).by(who).send())).as(verb).isEqualTo("403 forbidden");
      assertThat(it.post("/v1/runs/" + run + "/" + verb).send().statusCode()).isEqualTo(401);
    }
    assertThat(it.run(run).version()).isEqualTo(9);
    assertThat(it.run(run).request()).isEmpty();
  }

  @Test
  void finalizesByAnApproverAlone() {
    Run run = atGateBeforeFinalize();

    assertThat(code(it.say("resume", run.id()).by("all").send())).isEqualTo("409 not-possible-now");
    assertThat(code(it.say("finalize", run.id()).by("operator").send())).isEqualTo("403 forbidden");
    HttpResponse<String> done = it.say("finalize", run.id()).by("approver").send();

    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    assertThat(it.run(run.id()).hold()).isEmpty();
    assertThat(it.workplace.runs().history(run.id()))
        .last()
        .extracting(Runs.HistoryLine::event)
        .isEqualTo(RunEvent.APPROVED);
  }

  @Test
  void passesAnotherGateByAnApproverAlone() {
    Run run = waiting(Hold.Reason.GATE, RunEvent.PAUSE, 6);

    assertThat(code(it.say("finalize", run.id()).by("approver").send()))
        .isEqualTo("409 not-possible-now");
    assertThat(code(it.say("resume", run.id()).by("operator").send())).isEqualTo("403 forbidden");
    assertThat(it.say("resume", run.id()).by("approver").send().statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "PAUSED, PAUSE, resume",
    "FAILED, FAILED, retry",
    "INCONCLUSIVE, INCONCLUSIVE, retry",
    "BROKEN, FAILED, retry",
    "REFUSED, FAILED, retry"
  })
  void goesOnByTheVerbThatFitsAndNoOther(Hold.Reason reason, RunEvent event, String verb) {
    Run run = waiting(reason, event, 2);
    for (String other : new String[] {"hold", "resume", "retry", "finalize"}) {
      if (!other.equals(verb)) {
        assertThat(code(it.say(other, run.id()).by("all").send()))
            .as(other)
            .isEqualTo("409 not-possible-now");
      }
    }
    HttpResponse<String> gone = it.say(verb, run.id()).by("operator").send();

    assertThat(gone.statusCode()).as(gone.body()).isEqualTo(200);
    assertThat(it.run(run.id()).hold()).isEmpty();
  }

  @Test
  void sameVersionDecidesOnce() {
    Run run = waiting(Hold.Reason.PAUSED, RunEvent.PAUSE, 2);
    String tag = it.tag(run.id());
    String path = "/v1/runs/" + run.id() + "/resume";

    assertThat(it.post(path).with("If-Match", tag).by("operator").send().statusCode())
        .isEqualTo(200);
    assertThat(code(it.post(path).with("If-Match", tag).by("all").send())).isEqualTo("412 stale");
  }

  /** Refused by its announced length: none of it is read. */
  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    try (var socket = new Socket("127.0.0.1", it.address().getPort())) {
      String head =
          "POST /v1/runs HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n"
                  .formatted(it.tokenOf("requester"))
              + "Content-Type: application/yaml\r\nContent-Length: 99999999\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readNBytes(2_000), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 413 ").contains("\"code\":\"too-large\"");
    }
  }

  @Test
  void saysWhatEachVerbWouldDo() {
    JsonNode verbs =
        Stand.json(it.get("/v1/runs/" + atGateBeforeFinalize().id()).by("viewer").send())
            .path("verbs");

    assertThat(verbs)
        .allSatisfy(verb -> assertThat(verb.path("consequence").asString()).isNotBlank())
        .filteredOn(verb -> verb.path("because").isNull())
        .extracting(verb -> verb.path("verb").asString())
        .containsExactly("abort", "rollback", "finalize");
  }
}
