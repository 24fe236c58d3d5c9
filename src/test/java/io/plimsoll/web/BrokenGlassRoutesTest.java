package io.plimsoll.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.app.Workplace;
import io.plimsoll.audit.AuditEvent;
import io.plimsoll.audit.EventTypes;
import io.plimsoll.common.Guards;
import io.plimsoll.common.RunId;
import io.plimsoll.gate.EvidenceGate;
import io.plimsoll.gate.EvidenceSeal;
import io.plimsoll.gate.GateKeeper;
import io.plimsoll.gate.GateListener;
import io.plimsoll.gate.GatePorts;
import io.plimsoll.gate.GateWatch;
import io.plimsoll.gate.PersonId;
import io.plimsoll.gate.RecordedGate;
import io.plimsoll.gate.Roles;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Role;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An emergency over HTTP, and what has to follow it. */
class BrokenGlassRoutesTest extends WebTestCase {
  private static final String REASON = "the old array fails tonight";

  /** A run that was asked for by somebody known and waits before its cut-over. */
  private RunId waiting() {
    String plan =
        Stand.plan()
            .replace("cut-over: automatic", "cut-over: {quorum: {approver: 2}, expires: 4h}");
    HttpResponse<String> submitted = it.submit(plan).by("all").send();
    assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(201);
    var id = new RunId(Stand.json(submitted).path("run").path("id").asString());
    Run run = it.run(id);
    while (run.state().stage().orElseThrow() != StageName.CUT_OVER) {
      run = it.workplace.runs().move(run, RunEvent.PASSED, Runs.Note.of(""));
    }
    Plan read = Workplace.planOf(run);
    RecordedGate.green(it.workplace.control().evidence(), id, read);
    for (int i = 0; i < 5 && it.run(id).hold().isEmpty(); i++) {
      keeper().before(it.run(id), read, StageName.CUT_OVER, () -> GateWatch.Look.GREEN);
    }
    assertThat(it.run(id).hold()).isPresent();
    return id;
  }

  private GateKeeper keeper() {
    var control = it.workplace.control();
    return new GateKeeper(
        new GatePorts(
            it.workplace.runs(),
            control.evidence(),
            new GatePorts.Records(control.approvals(), control.parties(), new Nobody()),
            GateListener.NONE,
            Clock.systemUTC()),
        new EvidenceGate(Guards.all()),
        new EvidenceSeal(
            new EvidenceSeal.Terms("plimsoll " + Workplace.version(), plan -> "always")));
  }

  private static final class Nobody implements Roles {
    @Override
    public Set<Role> of(PersonId person) {
      return Set.of();
    }

    @Override
    public List<Holder> holders() {
      return List.of();
    }
  }

  private String digest(RunId run) {
    return Stand.json(it.get("/v1/runs/%s/gates/cut-over".formatted(run)).by("viewer").send())
        .path("digest")
        .asString();
  }

  private HttpResponse<String> breaks(String who, RunId run, String reason, String incident) {
    String body =
        "{\"digest\": \"%s\", \"reason\": \"%s\", \"incident\": \"%s\"}"
            .formatted(digest(run), reason, incident);
    return it.decide("break-glass", run, "cut-over", body).by(who).send();
  }

  private HttpResponse<String> reviews(String who, RunId run, String comment) {
    return it.post(
            "/v1/runs/%s/gates/cut-over/review".formatted(run),
            "{\"comment\": \"%s\"}".formatted(comment))
        .by(who)
        .send();
  }

  private static String problem(HttpResponse<String> answer) {
    var said = Stand.json(answer);
    return "%d %s %s"
        .formatted(
            answer.statusCode(),
            said.path("code").asString(),
            said.path("detail").asString().replaceFirst(":.*", ""));
  }

  private String state(RunId run) {
    return Stand.json(it.get("/v1/runs/%s/gates/cut-over".formatted(run)).by("viewer").send())
        .path("state")
        .asString();
  }

  private boolean due(RunId run) {
    return it.get("/v1/reviews").by("viewer").send().body().contains('"' + run.value() + '"');
  }

  private AuditEvent last(RunId run) {
    return it.workplace.control().audit().newest(Optional.of(run), 20).stream()
        .filter(event -> event.type().equals(EventTypes.GATE_DECIDED))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void opensWithOneKeyAndAnIncidentAndLeavesAReviewDue() {
    RunId run = waiting();

    HttpResponse<String> answer = breaks("operator", run, REASON, "INC-7");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(state(run)).isEqualTo("broken-glass");
    assertThat(due(run)).isTrue();
    assertThat(last(run).payload().text("decision")).isEqualTo("break-glass");
    assertThat(last(run).payload().text("incident")).isEqualTo("INC-7");
    assertThat(last(run).actor().name()).startsWith("operator (");
  }

  @Test
  void needsTwoKeysWithoutAnIncident() {
    RunId run = waiting();

    assertThat(breaks("operator", run, REASON, " ").statusCode()).isEqualTo(200);
    assertThat(state(run)).isEqualTo("waiting");
    assertThat(problem(breaks("operator", run, REASON, "")))
        .isEqualTo("409 not-possible-now already-decided");
    assertThat(breaks("approver", run, REASON, "").statusCode()).isEqualTo(200);
    assertThat(state(run)).isEqualTo("broken-glass");
  }

  @Test
  void isRefusedToWhoAskedForTheRunToMachinesAndWithoutAReason() {
    RunId run = waiting();

    assertThat(problem(breaks("all", run, REASON, "INC-7"))).isEqualTo("403 forbidden own-run");
    for (String who : List.of("machine", "viewer", "requester", "auditor")) {
      assertThat(problem(breaks(who, run, REASON, "INC-7"))).startsWith("403 forbidden");
    }
    assertThat(problem(breaks("operator", run, " ", "INC-7")))
        .isEqualTo("422 invalid-content no-reason");
    assertThat(state(run)).isEqualTo("waiting");
    assertThat(due(run)).isFalse();
  }

  @Test
  void isRefusedToWhoLookedAtSomethingElse() {
    RunId run = waiting();
    String body = "{\"digest\": \"%s\", \"reason\": \"x\", \"incident\": \"INC-7\"}";
    String path = "/v1/runs/%s/gates/cut-over/break-glass".formatted(run);

    var other =
        it.decide("break-glass", run, "cut-over", body.formatted("0".repeat(64))).by("operator");
    assertThat(problem(other.send())).isEqualTo("412 stale other-digest");
    var unseen = it.post(path, body.formatted(digest(run))).by("operator");
    assertThat(unseen.send().statusCode()).isEqualTo(428);
    assertThat(unseen.with("If-Match", "\"0\"").send().statusCode()).isEqualTo(412);
    assertThat(state(run)).isEqualTo("waiting");
  }

  @Test
  void isReviewedOnceByWhoDidNotBreakIt() {
    RunId run = waiting();
    breaks("approver", run, REASON, "INC-7");

    assertThat(problem(reviews("approver", run, "I was right")))
        .isEqualTo("403 forbidden own-glass");
    assertThat(problem(reviews("machine", run, "fine"))).startsWith("403 forbidden");
    assertThat(problem(reviews("operator", run, "fine"))).startsWith("403 forbidden");
    assertThat(problem(reviews("auditor", run, " "))).isEqualTo("422 invalid-content no-reason");
    assertThat(due(run)).isTrue();
    assertThat(last(run).payload().text("decision")).isEqualTo("refused");

    HttpResponse<String> settled = reviews("auditor", run, "checked against INC-7");

    assertThat(settled.statusCode()).as(settled.body()).isEqualTo(200);
    assertThat(Stand.json(settled).path("decisions").findValuesAsString("kind"))
        .containsExactly("break-glass", "review");
    assertThat(due(run)).isFalse();
    assertThat(state(run)).as("it changes nothing about the gate").isEqualTo("broken-glass");
    assertThat(last(run).payload().text("decision")).isEqualTo("review");
    assertThat(last(run).payload().text("comment")).isEqualTo("checked against INC-7");
    assertThat(last(run).actor().name()).startsWith("auditor (");
    assertThat(problem(reviews("auditor", run, "again")))
        .isEqualTo("409 not-possible-now nothing-to-review");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"comment\": 7}", "[]", "{\"comment\": \"x\", \"more\": 1}"})
  void refusesWhatIsNoReview(String body) {
    RunId run = waiting();

    HttpResponse<String> answer =
        it.post("/v1/runs/%s/gates/cut-over/review".formatted(run), body).by("auditor").send();

    assertThat(answer.statusCode()).isIn(400, 409, 422);
  }
}
