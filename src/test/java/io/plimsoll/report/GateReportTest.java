package io.plimsoll.report;

import static io.plimsoll.report.Scenarios.finalized;
import static io.plimsoll.report.Scenarios.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Digest;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.Decision;
import io.plimsoll.gate.Difference;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.gate.GateState;
import io.plimsoll.gate.PersonId;
import io.plimsoll.gate.SealedEvidence;
import io.plimsoll.plan.Role;
import io.plimsoll.plan.StageName;
import io.plimsoll.report.Report.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who decided what on which evidence, in the document and on the page. */
class GateReportTest {
  static final Instant SEALED = RecordedRun.START.plusSeconds(600);
  private static final SealedEvidence EVIDENCE = SealedEvidence.of("{\"gate\":\"cut-over\"}");
  private static final String EVIL = "<script>alert(1)</script> \u202e looks good";

  private static Decision decision(GateDecision made, String quorum) {
    return new Decision(SEALED.plusSeconds(60), made, quorum, "not requester, editor or starter");
  }

  private static Decider ann() {
    return new Decider(
        new PersonId("p-1"),
        "ann",
        Set.of(Role.APPROVER, Role.AUDITOR),
        Decider.Kind.PERSON,
        "password",
        "page",
        "10.0.0.9");
  }

  private static Gate round(int round, GateState state, boolean glass, Decision... decisions) {
    boolean used = state == GateState.CONSUMED;
    return new Gate(
        RecordedRun.ID,
        StageName.CUT_OVER,
        round,
        state,
        4,
        Optional.of(EVIDENCE),
        new Gate.Times(
            Optional.of(SEALED),
            Optional.of(SEALED),
            Optional.of(SEALED.plusSeconds(3600)),
            used ? Optional.of(SEALED.plusSeconds(120)) : Optional.empty(),
            glass ? Optional.of(SEALED.plus(Duration.ofDays(3))) : Optional.empty()),
        "because of a test",
        round > 1 ? List.of(new Difference("targets.s00", "pg 1", "pg 2")) : List.of(),
        List.of(decisions));
  }

  private static Decision approval(String comment) {
    return decision(GateDecision.approve(ann(), EVIDENCE.digest(), comment), "1 of 1 approved");
  }

  /** A gate that went stale once, and was then approved. */
  static RecordedRun decided() {
    return finalized(plan(2))
        .gate(round(1, GateState.STALE, false))
        .gate(round(2, GateState.CONSUMED, false, approval(EVIL)));
  }

  private static List<Row> rows(Report report, String table) {
    return report.sections().decisions().tables().stream()
        .filter(t -> t.name().equals(table))
        .findFirst()
        .orElseThrow()
        .rows();
  }

  private static String text(Row row, String value) {
    return row.values().get(value).text();
  }

  @Test
  void saysWhoDecidedWhatAsWhomOnWhichEvidence() {
    Report report = decided().report();

    assertThat(rows(report, "decided"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(text(row, "before")).isEqualTo("cut-over");
              assertThat(text(row, "decision")).isEqualTo("approve");
              assertThat(text(row, "person")).isEqualTo("ann");
              assertThat(text(row, "roles")).isEqualTo("approver, auditor");
              assertThat(text(row, "method")).isEqualTo("password");
              assertThat(text(row, "channel")).isEqualTo("page");
              assertThat(text(row, "quorum")).isEqualTo("1 of 1 approved");
              assertThat(text(row, "separation")).isEqualTo("not requester, editor or starter");
              assertThat(row.values().get("shown").value().asString())
                  .isEqualTo(EVIDENCE.digest().hex());
              assertThat(Sectioning.worst(row.values().values())).isEqualTo(Status.PASS);
            });
    assertThat(report.sections().decisions().status())
        .as("a round that another followed is history")
        .isEqualTo(Status.PASS);
  }

  @Test
  void hasTheSealedEvidenceItselfSoThatItsDigestCanBeComputedAgain() {
    var fact =
        decided().report().evidence().stream()
            .filter(raw -> raw.id().equals("run/-/gates"))
            .findFirst()
            .orElseThrow()
            .fact();

    assertThat(Digest.ofText(fact.path(1).path("evidence").asString()).hex())
        .isEqualTo(fact.path(1).path("digest").asString())
        .isEqualTo(fact.path(1).path("decisions").path(0).path("shown").asString());
  }

  @Test
  void neverShowsABrokenGlassAsGreenAndSaysWhenItsReviewIsDue() {
    var key =
        decision(
            GateDecision.breakGlass(ann(), EVIDENCE.digest(), "array fails", Optional.of("INC-7")),
            "glass broken");
    RecordedRun run = finalized(plan(2)).gate(round(1, GateState.CONSUMED, true, key));

    Row soon = rows(run.report(), "rounds").get(0);
    Row late = rows(run.report(SEALED.plus(Duration.ofDays(3))), "rounds").get(0);

    assertThat(soon.values().get("state").status()).isEqualTo(Status.WAIVED);
    assertThat(text(soon, "review")).startsWith("due by ");
    assertThat(soon.values().get("review").status()).isEqualTo(Status.UNVERIFIED);
    assertThat(text(late, "review")).startsWith("overdue since ");
    assertThat(late.values().get("review").status()).isEqualTo(Status.FAIL);
    assertThat(rows(run.report(), "decided").get(0).values().get("incident").text())
        .isEqualTo("INC-7");
  }

  @Test
  void showsWhoSettledTheReviewOfABrokenGlass() {
    var key =
        decision(
            GateDecision.breakGlass(ann(), EVIDENCE.digest(), "array fails", Optional.of("INC-7")),
            "glass broken");
    var review =
        decision(GateDecision.review(ann(), EVIDENCE.digest(), "checked, justified"), "reviewed");
    RecordedRun run = finalized(plan(2)).gate(round(1, GateState.CONSUMED, true, key, review));

    Row late = rows(run.report(SEALED.plus(Duration.ofDays(9))), "rounds").get(0);

    assertThat(late.values().get("state").status()).isEqualTo(Status.WAIVED);
    assertThat(text(late, "review")).startsWith("by ann at ").contains(", due by ");
    assertThat(late.values().get("review").status()).isEqualTo(Status.PASS);
    assertThat(rows(run.report(), "decided").get(1).values().get("comment").text())
        .isEqualTo("checked, justified");
  }

  @Test
  void failsAGateThatWasRejectedOrRanOut() {
    for (GateState state : List.of(GateState.REJECTED, GateState.EXPIRED, GateState.RED)) {
      Row row = rows(finalized(plan(2)).gate(round(1, state, false)).report(), "rounds").get(0);

      assertThat(row.values().get("state").status()).as("%s", state).isEqualTo(Status.FAIL);
      assertThat(row.values().get("used").status()).isEqualTo(Status.MISSING);
    }
  }

  @Test
  void showsADecisionOnThePageWithoutBelievingItsWords() {
    String page = ReportPage.render(decided().report());

    assertThat(page)
        .contains("Who decided what", "&lt;script&gt;alert(1)&lt;/script&gt;", "\\u202e")
        .contains("targets.s00")
        .doesNotContain("<script", "\u202e");
  }
}
