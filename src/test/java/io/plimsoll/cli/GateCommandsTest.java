package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.RunId;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.Decision;
import io.plimsoll.gate.Explanation;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.GateAnswer;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.gate.GateRefusal;
import io.plimsoll.gate.GateState;
import io.plimsoll.gate.GateView;
import io.plimsoll.gate.PersonId;
import io.plimsoll.gate.SealedEvidence;
import io.plimsoll.gate.Seating;
import io.plimsoll.plan.GateRule;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GateCommandsTest extends CliTestCase {
  private static final SealedEvidence SEALED = SealedEvidence.of("{}");
  private static final String DIGEST = SEALED.digest().brief();
  private RunId id;

  @BeforeEach
  void runAtACutOver() {
    id =
        it.orchestrator.before(
            it.planText(),
            RunEvent.PASSED,
            RunEvent.PASSED,
            RunEvent.PASSED,
            RunEvent.PASSED,
            RunEvent.PASSED,
            RunEvent.PASSED);
    it.orchestrator.gates = List.of(view(GateState.WAITING));
    it.orchestrator.explanation =
        (run, stage, at) ->
            new Explanation(
                run,
                stage,
                "quorum of 2 approver, expires 4h",
                GateState.WAITING,
                Optional.of(SEALED.digest()),
                Optional.of(Instant.parse("2026-11-23T16:00:00Z")),
                List.of(),
                List.of("0 of 2 approved, missing 2 approver"),
                List.of(new Explanation.Person(new PersonId("ann"), "Ann", "approver", "")),
                List.of(
                    new Explanation.Person(
                        new PersonId("rita"), "Rita", "approver", "is requester of this run")),
                List.of(),
                List.of("doing nothing: it holds at " + at));
  }

  private GateView view(GateState state) {
    var gate =
        new Gate(
            id,
            StageName.CUT_OVER,
            1,
            state,
            0,
            Optional.of(SEALED),
            Gate.Times.NONE,
            "Ann approved, 1 of 2",
            List.of(),
            List.of());
    return new GateView(gate, state, GateRule.HOLD, Seating.NONE);
  }

  /** Ann has an account and is logged in from now on. */
  private void annLogsIn() {
    try {
      var password = Files.writeString(it.folder.resolve("password"), "correct horse battery");
      assertThat(it.run("user", "add", "Ann", "--password-file", password).code()).isZero();
      assertThat(it.run("login", "Ann", "--no-input", "--password-file", password).code()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void explainsWhoCouldDecideAndWhatIsMissing() {
    var seen = it.run("gate", "explain", id);

    assertThat(seen.code()).isZero();
    assertThat(seen.out())
        .contains(
            "gate     before cut-over of " + id + ": quorum of 2 approver, expires 4h",
            "state    waiting at 2026-11-23 12:00:00 UTC",
            "digest   " + SEALED.digest().hex(),
            "missing  0 of 2 approved, missing 2 approver",
            "could    Ann (approver)",
            "cannot   Rita (approver): is requester of this run");
  }

  @Test
  void explainsAnotherStageAtAnotherTime() {
    var seen =
        it.run(
            "gate",
            "explain",
            id,
            "--stage",
            "finalize",
            "--at",
            "2026-12-05T02:00:00+01:00",
            "--output",
            "json");

    assertThat(seen.out()).contains("\"stage\":\"finalize\"", "2026-12-05T01:00:00Z");
    assertThat(it.run("gate", "explain", id, "--at", "tomorrow").code()).isEqualTo(2);
  }

  @Test
  void letsNobodyDecideWhoHasNotLoggedIn() {
    for (String verb : List.of("approve", "reject", "withdraw")) {
      var seen = it.run(verb, id, "--digest", DIGEST);
      assertThat(seen.code()).as(verb).isEqualTo(2);
      assertThat(seen.err()).contains("log in first");
    }
    assertThat(it.orchestrator.asked).isEmpty();
  }

  @Test
  void takesADecisionOnTheDigestThatWasShown() {
    annLogsIn();
    it.orchestrator.answer =
        new GateAnswer(Optional.of(view(GateState.WAITING).gate()), Optional.empty());

    var seen = it.run("approve", id, "--digest", DIGEST);

    assertThat(seen.code()).isZero();
    assertThat(seen.err()).contains("Ann approved, 1 of 2");
    assertThat(it.orchestrator.asked).containsExactly("APPROVE cut-over");
    assertThat(it.run("approve", id, "--digest", "000000000000").err()).contains("other-digest");
    assertThat(it.run("approve", id, "--digest", "latest").code()).isEqualTo(2);
    assertThat(it.orchestrator.asked).hasSize(1);
  }

  @Test
  void saysWhyADecisionDoesNotCount() {
    annLogsIn();
    it.orchestrator.answer =
        new GateAnswer(
            Optional.empty(),
            Optional.of(new GateRefusal(GateRefusal.Code.OWN_RUN, "Ann asked for this run")));

    var seen = it.run("approve", id, "--digest", DIGEST);

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("own-run: Ann asked for this run");
  }

  @Test
  void asksAStrangerForNoRunThatPersonsDecideAbout() throws IOException {
    Files.writeString(
        it.plan,
        it.planText()
            .replace("cut-over: automatic", "cut-over: {quorum: {approver: 1}, expires: 4h}"));

    var seen = it.run("run", it.plan);
    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("persons decide before cut-over", "log in first");

    annLogsIn();
    it.orchestrator.gates = List.of();
    assertThat(it.run("run", it.plan).code()).isZero();
  }

  @Test
  void endsARejectedRunWithItsOwnCode() {
    it.orchestrator.script =
        (engine, run) -> engine.step(engine.step(run, RunEvent.REJECTED), RunEvent.PASSED);
    it.orchestrator.gates = List.of(view(GateState.REJECTED));

    assertThat(it.run("resume", id).code()).isEqualTo(4);
  }

  @Test
  void turnsAKeyOnWhatWasSeen() {
    annLogsIn();
    it.orchestrator.answer =
        new GateAnswer(Optional.of(view(GateState.WAITING).gate()), Optional.empty());

    assertThat(it.run("approve", id, "--digest", DIGEST, "--incident", "INC-7").err())
        .contains("--incident goes with --break-glass");
    var seen =
        it.run(
            "approve",
            id,
            "--digest",
            DIGEST,
            "--break-glass",
            "--comment",
            "array fails",
            "--incident",
            "INC-7");

    assertThat(seen.code()).as(seen.err()).isZero();
    assertThat(it.orchestrator.asked).containsExactly("BREAK_GLASS cut-over");
  }

  private Gate broken() {
    Gate gate = view(GateState.CONSUMED).gate();
    var ann =
        new Decider(
            new PersonId("ann"), "Ann", Set.of(), Decider.Kind.PERSON, "password", "cli", "local");
    Instant now = it.clock.instant();
    return new Gate(
        id,
        StageName.CUT_OVER,
        1,
        GateState.CONSUMED,
        3,
        Optional.of(SEALED),
        new Gate.Times(
            Optional.of(now),
            Optional.of(now),
            Optional.of(now),
            Optional.of(now),
            Optional.of(now)),
        "Ann broke the glass",
        List.of(),
        List.of(
            new Decision(
                now,
                GateDecision.breakGlass(ann, SEALED.digest(), "array fails", Optional.of("INC-7")),
                "glass broken",
                "")));
  }

  @Test
  void listsAndSettlesTheReviewsThatAreDue() {
    annLogsIn();
    it.orchestrator.reviews = List.of(broken());
    it.orchestrator.answer = new GateAnswer(Optional.of(broken()), Optional.empty());

    assertThat(it.run("gate", "reviews").out())
        .contains(id.value(), "cut-over", "Ann", "array fails");
    assertThat(
            json(it.run("gate", "reviews", "--output", "json").out())
                .path(0)
                .path("keys")
                .path(0)
                .asString())
        .isEqualTo("Ann");
    assertThat(it.run("gate", "review", id, "cut-over").code()).as("no comment").isEqualTo(2);
    var seen = it.run("gate", "review", id, "cut-over", "--comment", "checked");

    assertThat(seen.err()).contains("reviewed: the glass");
    assertThat(it.orchestrator.asked).containsExactly("REVIEW cut-over");
  }

  @Test
  void saysWhyAReviewDoesNotCount() {
    annLogsIn();
    it.orchestrator.reviews = List.of(broken());
    it.orchestrator.answer =
        new GateAnswer(
            Optional.empty(), Optional.of(new GateRefusal(GateRefusal.Code.OWN_GLASS, "you did")));

    var seen = it.run("gate", "review", id, "cut-over", "--comment", "checked");

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("own-glass: you did");
  }
}
