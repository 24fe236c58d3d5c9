package io.plimsoll.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.gate.GateRefusal.Code;
import io.plimsoll.plan.Role;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What people and accidents try at a gate; each is refused with its reason and changes nothing. */
class GateAttackTest {
  private static final ShardId S01 = new ShardId("s01");

  @TempDir Path home;
  private GateFixture it;

  @BeforeEach
  void open() {
    it = new GateFixture(home);
  }

  @AfterEach
  void close() {
    it.close();
  }

  /** Nothing was decided and nobody may pass. */
  private void stillShut() {
    assertThat(it.gate().decisions()).isEmpty();
    assertThat(it.gate().state()).isEqualTo(GateState.WAITING);
    assertThat(it.run().hold()).get().extracting(Hold::reason).isEqualTo(Hold.Reason.GATE);
    assertThat(it.resumed()).isFalse();
  }

  @Test
  void letsAnOrdinaryRunPassOnce() {
    it.waiting();
    assertThat(it.run().hold().orElseThrow().text()).contains("2 approver, 1 auditor");
    assertThat(it.approve(it.ann).counted()).isTrue();
    assertThat(it.gate().state()).isEqualTo(GateState.WAITING);
    assertThat(it.approve(it.cas).counted()).isTrue();
    assertThat(it.approve(it.ben).counted()).isTrue();

    assertThat(it.gate().state()).isEqualTo(GateState.ARMED);
    assertThat(it.run().hold()).as("the run looks again by itself").isEmpty();
    assertThat(it.passes()).isTrue();
    assertThat(it.gate().state()).isEqualTo(GateState.CONSUMED);
    assertThat(it.runs.history(GateFixture.RUN))
        .filteredOn(line -> line.event() == RunEvent.APPROVED)
        .singleElement()
        .satisfies(
            line ->
                assertThat(line.text())
                    .contains("3 of 3", "ann (approver)", "cas (auditor)", it.shown().brief()));
  }

  @Test
  void keepsWhoDecidedWithWhatOnWhich() {
    it.waiting();
    it.approve(it.ann);

    Decision kept = it.gate().decisions().get(0);
    assertThat(kept.made().by()).isEqualTo(it.ann);
    assertThat(kept.made().shown()).isEqualTo(it.shown());
    assertThat(kept.made().comment()).isEqualTo("looks good");
    assertThat(kept.quorum()).isEqualTo("1 of 3");
    assertThat(kept.separation()).isEqualTo("not requester, editor or starter");
  }

  @Test
  void refusesWhoAskedForTheRun() {
    it.waiting();
    assertThat(it.refused(it.approve(it.rita))).isEqualTo(Code.OWN_RUN);
    stillShut();
  }

  @ParameterizedTest
  @CsvSource({"EDITOR, EDITOR", "STARTER, STARTER"})
  void refusesWhoHadAHandInIt(Parties.Part part, Code code) {
    it.database().parties().add(GateFixture.RUN, part, it.ann.person(), "ann");
    it.waiting();
    assertThat(it.refused(it.approve(it.ann))).isEqualTo(code);
    stillShut();
  }

  @Test
  void dropsAnApprovalOfWhoGetsAHandInItLater() {
    it.armed();
    it.database().parties().add(GateFixture.RUN, Parties.Part.EDITOR, it.ann.person(), "ann");

    assertThat(it.passes()).isFalse();
    assertThat(it.gate().state()).isEqualTo(GateState.WAITING);
  }

  @Test
  void refusesEverybodyWhenNobodyKnowsWhoAsked() {
    try (var other = GateFixture.ofAStranger(home.resolve("other"))) {
      other.waiting();
      assertThat(other.refused(other.approve(other.ann))).isEqualTo(Code.REQUESTER_UNKNOWN);
      assertThat(other.run().hold().orElseThrow().text()).contains("not known who asked");
      assertThat(other.decide(GateDecision.reject(other.ann, other.shown(), "")).counted())
          .as("going back is always possible")
          .isTrue();
    }
  }

  @Test
  void countsAPersonOnceWhateverRoles() {
    Decider both = it.person("bob", Role.APPROVER, Role.AUDITOR, Role.OPERATOR);
    it.waiting();
    assertThat(it.approve(both).counted()).isTrue();
    assertThat(it.refused(it.approve(both))).isEqualTo(Code.ALREADY_DECIDED);
    Decider asAuditor =
        new Decider(
            both.person(), "bob", Set.of(Role.AUDITOR), both.kind(), "oidc", "page", "10.1.1.1");
    assertThat(it.refused(it.approve(asAuditor))).isEqualTo(Code.ALREADY_DECIDED);
    assertThat(it.gate().decisions()).hasSize(1);
  }

  @Test
  void countsADoubleClickOnce() {
    it.waiting();
    assertThat(it.approve(it.ann).counted()).isTrue();
    assertThat(it.refused(it.approve(it.ann))).isEqualTo(Code.ALREADY_DECIDED);
    assertThat(it.gate().decisions()).hasSize(1);
  }

  @Test
  void refusesAThirdApproverForTwoSeats() {
    Decider dan = it.person("dan", Role.APPROVER);
    it.waiting();
    it.approve(it.ann);
    it.approve(it.ben);
    assertThat(it.refused(it.approve(dan))).isEqualTo(Code.NO_FREE_SEAT);
  }

  @Test
  void refusesWhoHasNoFittingRole() {
    it.waiting();
    assertThat(it.refused(it.approve(it.person("vic", Role.VIEWER, Role.ADMIN))))
        .isEqualTo(Code.NO_ROLE);
    stillShut();
  }

  @ParameterizedTest
  @EnumSource(GateDecision.Kind.class)
  void refusesAMachineWhateverItWants(GateDecision.Kind kind) {
    it.waiting();
    var decision =
        new GateDecision(kind, it.machine(), it.shown(), "because", Optional.of("INC-1"));
    assertThat(it.refused(it.decide(decision))).isEqualTo(Code.MACHINE);
    stillShut();
    assertThat(it.heard).contains("refused MACHINE").doesNotContain("pages for ci");
  }

  @Test
  void refusesADecisionWhileEvidenceIsCollected() {
    it.record(StageName.VERIFY, S01, it.verified(Verdict.NOT_VERIFIED), Evidence.Status.UNVERIFIED);
    assertThat(it.passes()).isFalse();
    assertThat(it.gate().state()).isEqualTo(GateState.COLLECTING);

    var decision = GateDecision.approve(it.ann, Digest.ofText("guess"), "");
    assertThat(it.refused(it.decide(decision))).isEqualTo(Code.NOT_OPEN);
    assertThat(it.run().hold()).get().extracting(Hold::reason).isEqualTo(Hold.Reason.INCONCLUSIVE);
  }

  @ParameterizedTest
  @EnumSource(
      value = Evidence.Status.class,
      names = {"FAIL", "MISSING", "UNVERIFIED"})
  void sealsNothingOnAVerdictThatIsNone(Evidence.Status status) {
    it.record(StageName.VERIFY, S01, it.verified(Verdict.NOT_VERIFIED), status);

    assertThat(it.passes()).isFalse();
    assertThat(it.gate().evidence()).isEmpty();
    assertThat(it.run().hold().orElseThrow().text()).contains("s01", "verification");
  }

  @ParameterizedTest
  @EnumSource(
      value = Evidence.Status.class,
      names = {"FAIL", "MISSING", "UNVERIFIED"})
  void voidsAnApprovalWhenAVerdictIsLost(Evidence.Status status) {
    it.armed();
    it.record(StageName.VERIFY, S01, it.verified(Verdict.NOT_VERIFIED), status);

    assertThat(it.passes()).isFalse();
    assertThat(it.gate().state()).isEqualTo(GateState.COLLECTING);
    assertThat(it.gate().round()).isEqualTo(2);
    assertThat(it.gate().changed())
        .extracting(Difference::text)
        .anyMatch(t -> t.equals("evidence.verify/s01/verification.status: was PASS, is " + status));
  }

  @Test
  void keepsAnApprovalWhenTheSameIsMeasuredAgainLater() {
    it.armed();
    it.clock.advance(Duration.ofMinutes(10));
    it.record(StageName.VERIFY, S01, it.verified(Verdict.EQUAL), Evidence.Status.PASS);

    assertThat(it.passes()).isTrue();
  }

  @Test
  void voidsApprovalsWhenThePlanIsEdited() {
    it.armed();
    it.editPlan("budget: 2s", "budget: 30s");

    assertThat(it.passes()).isFalse();
    assertThat(it.gate().state()).isEqualTo(GateState.WAITING);
    assertThat(it.gate().decisions()).isEmpty();
    assertThat(it.gate().changed()).extracting(Difference::path).containsExactly("plan");
    assertThat(it.run().hold().orElseThrow().text())
        .contains("earlier approvals are void: plan: was");
  }

  @Test
  void voidsApprovalsWhenAShardIsAdded() {
    it.armed();
    it.record(
        StageName.PREFLIGHT,
        new ShardId("s04"),
        GateFixture.endpoints("7005"),
        Evidence.Status.PASS);

    assertThat(it.passes()).isFalse();
    assertThat(it.gate().round()).isEqualTo(2);
    assertThat(it.gate().changed())
        .extracting(Difference::path)
        .containsExactly("evidence.preflight/s04/endpoints");
  }

  @Test
  void sealsNothingForAShardThatNobodyResolved() {
    it.editPlan("s{00..03}", "s{00..04}");
    it.record(
        StageName.VERIFY, new ShardId("s04"), it.verified(Verdict.EQUAL), Evidence.Status.PASS);

    assertThat(it.passes()).isFalse();
    assertThat(it.gate().evidence()).isEmpty();
    assertThat(it.run().hold().orElseThrow().text()).contains("s04: nobody looked");
  }

  @Test
  void voidsApprovalsWhenATargetIsAnotherOne() {
    it.armed();
    it.record(StageName.PREFLIGHT, S01, GateFixture.endpoints("666"), Evidence.Status.PASS);

    assertThat(it.passes()).isFalse();
    assertThat(it.gate().changed())
        .containsExactly(new Difference("targets.s01.source.binding", "pg 7001/1/5", "pg 666/1/5"));
  }

  @Test
  void voidsApprovalsOfAnotherToolVersion() {
    it.armed();
    it.tool = "plimsoll 2";

    assertThat(it.passes()).isFalse();
    assertThat(it.gate().changed())
        .containsExactly(new Difference("tool", "plimsoll 1", "plimsoll 2"));
  }

  @Test
  void tellsADecidingPersonWhatChangedInstead() {
    it.waiting();
    it.approve(it.ann);
    Digest old = it.shown();
    it.record(StageName.PREFLIGHT, S01, GateFixture.endpoints("666"), Evidence.Status.PASS);

    GateAnswer answer = it.decide(GateDecision.approve(it.ben, old, ""));

    assertThat(it.refused(answer)).isEqualTo(Code.STALE);
    assertThat(answer.refusal().orElseThrow().sentence())
        .contains("targets.s01.source.binding: was pg 7001/1/5, is pg 666/1/5");
    assertThat(it.gate().round()).isEqualTo(2);
    assertThat(it.refused(it.decide(GateDecision.approve(it.ben, old, ""))))
        .isEqualTo(Code.OTHER_DIGEST);
    assertThat(it.approve(it.ben).counted()).isTrue();
  }

  @Test
  void refusesADigestThatWasNotSealed() {
    it.waiting();
    assertThat(it.refused(it.decide(GateDecision.approve(it.ann, Digest.ofText("x"), ""))))
        .isEqualTo(Code.OTHER_DIGEST);
    stillShut();
  }

  @Test
  void putsTheWayBackBeforeApprovals() {
    it.waiting();
    it.approve(it.ann);
    it.approve(it.ben);
    it.runs.request(GateFixture.RUN, Run.Request.ABORT);
    assertThat(it.refused(it.approve(it.cas))).isEqualTo(Code.ABORT_REQUESTED);
  }

  @Test
  void putsTheWayBackBeforeAnArmedGate() {
    it.armed();
    it.runs.request(GateFixture.RUN, Run.Request.ROLLBACK);

    org.assertj.core.api.Assertions.assertThatThrownBy(it::passes)
        .isInstanceOf(StaleGateException.class);
    assertThat(it.gate().state()).isEqualTo(GateState.ARMED);
    assertThat(it.gate().times().consumed()).isEmpty();
  }

  @Test
  void holdsWhenTheTimeIsOver() {
    it.waiting();
    it.approve(it.ann);
    it.clock.advance(Duration.ofHours(4));

    assertThat(it.refused(it.approve(it.ben))).isEqualTo(Code.EXPIRED);
    assertThat(it.gate().state()).isEqualTo(GateState.EXPIRED);
    assertThat(it.run().hold()).get().extracting(Hold::reason).isEqualTo(Hold.Reason.EXPIRED);
    assertThat(it.run().state()).isEqualTo(RunState.CUT_OVER);
  }

  @Test
  void letsNobodyPassOnAnExpiredApproval() {
    it.armed();
    it.clock.advance(Duration.ofHours(4));

    assertThat(it.passes()).isFalse();
    assertThat(it.run().hold()).get().extracting(Hold::reason).isEqualTo(Hold.Reason.EXPIRED);
    assertThat(it.resumed()).as("resuming asks anew").isFalse();
    assertThat(it.gate().round()).isEqualTo(2);
    assertThat(it.gate().decisions()).isEmpty();
    assertThat(it.gate().times().until()).contains(it.clock.instant().plus(Duration.ofHours(4)));
  }

  @Test
  void letsAnApprovalBeUsedOnce() {
    it.armed();
    assertThat(it.passes()).isTrue();
    assertThat(it.passes()).as("going on after a crash").isTrue();
    assertThat(it.refused(it.decide(GateDecision.withdraw(it.ann, it.shown(), ""))))
        .isEqualTo(Code.CONSUMED);

    it.runs.move(
        it.run(),
        RunEvent.FAILED,
        io.plimsoll.run.Runs.Note.hold(new Hold(Hold.Reason.FAILED, "disk full")));
    it.clock.advance(Duration.ofHours(5));
    assertThat(it.resumed()).as("a day later it is another decision").isFalse();
    assertThat(it.gate().round()).isEqualTo(2);
    assertThat(it.gate().state()).isEqualTo(GateState.WAITING);
  }

  @Test
  void dropsAnApprovalWhoseRoleWasTakenAway() {
    it.armed();
    it.people.remove(it.cas.person());

    assertThat(it.passes()).isFalse();
    assertThat(it.gate().state()).isEqualTo(GateState.WAITING);
    assertThat(it.run().hold()).get().extracting(Hold::reason).isEqualTo(Hold.Reason.GATE);

    assertThat(it.approve(it.person("eve", Role.AUDITOR)).counted()).isTrue();
    assertThat(it.passes()).isTrue();
  }

  @Test
  void disarmsAtTheLastInstantWhenATargetTurnedRed() {
    it.armed();
    it.seen =
        new GateWatch.Look(
            List.of(Finding.blocking("route-moved", "s01 route", "leads elsewhere", "")),
            List.of());

    assertThat(it.passes()).isFalse();
    assertThat(it.gate().state()).isEqualTo(GateState.RED);
    assertThat(it.run().hold().orElseThrow().text()).contains("turned red", "leads elsewhere");
    assertThat(it.resumed()).as("still red").isFalse();
    it.seen = GateWatch.Look.GREEN;
    assertThat(it.resumed()).as("green again, and approvals are void").isFalse();
    assertThat(it.gate().round()).isEqualTo(2);
    assertThat(it.gate().decisions()).isEmpty();
  }

  @Test
  void concludesNothingFromATargetThatDoesNotAnswer() {
    it.armed();
    it.seen =
        new GateWatch.Look(
            List.of(), List.of(Finding.blocking("not-measured", "s01", "no answer", "")));

    assertThat(it.passes()).isFalse();
    assertThat(it.gate().state()).as("approvals stay, nobody passes").isEqualTo(GateState.ARMED);
    it.seen = GateWatch.Look.GREEN;
    assertThat(it.resumed()).isTrue();
  }

  @Test
  void takesAnApprovalBackUntilItIsUsed() {
    it.armed();
    assertThat(it.decide(GateDecision.withdraw(it.ben, it.shown(), "second thoughts")).counted())
        .isTrue();

    assertThat(it.passes()).isFalse();
    assertThat(it.gate().state()).isEqualTo(GateState.WAITING);
    assertThat(it.refused(it.decide(GateDecision.withdraw(it.ben, it.shown(), ""))))
        .isEqualTo(Code.NOTHING_TO_WITHDRAW);
    assertThat(it.approve(it.ben).counted()).isTrue();
    assertThat(it.passes()).isTrue();
  }

  @Test
  void turnsTheRunBackWhenSomebodyRejects() {
    it.waiting();
    it.approve(it.ann);
    assertThat(it.decide(GateDecision.reject(it.cas, it.shown(), "lag is too high")).counted())
        .isTrue();

    assertThat(it.gate().state()).isEqualTo(GateState.REJECTED);
    assertThat(it.run().state()).isEqualTo(RunState.ROLLING_BACK);
    assertThat(it.run().outcome()).contains("rejected before cut-over by cas: lag is too high");
  }

  @Test
  void turnsTheRunBackThoughItWasAboutToPass() {
    it.armed();
    assertThat(it.run().hold()).isEmpty();
    assertThat(it.decide(GateDecision.reject(it.cas, it.shown(), "")).counted()).isTrue();

    assertThat(it.passes()).isFalse();
    assertThat(it.run().state()).isEqualTo(RunState.ROLLING_BACK);
  }

  @Test
  void decidesNothingForARunThatIsElsewhere() {
    it.waiting();
    Digest shown = it.shown();
    it.runs.move(it.run(), RunEvent.ABORT, io.plimsoll.run.Runs.Note.of("aborted"));
    it.keeper().cancel(it.run());

    assertThat(it.gate().state()).isEqualTo(GateState.CANCELLED);
    assertThat(it.refused(it.decide(GateDecision.approve(it.ann, shown, ""))))
        .isEqualTo(Code.NOT_AT_GATE);
  }
}
