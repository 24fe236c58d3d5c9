package io.plimsoll.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.gate.GateRefusal.Code;
import io.plimsoll.plan.Role;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenGlassTest {
  @TempDir Path home;
  private GateFixture it;

  @BeforeEach
  void open() {
    it = new GateFixture(home).waiting();
  }

  @AfterEach
  void close() {
    it.close();
  }

  private GateAnswer key(Decider by, String reason, String... incident) {
    return it.decide(
        GateDecision.breakGlass(by, it.shown(), reason, Optional.of(String.join("", incident))));
  }

  @Test
  void opensWithOneKeyAReasonAndAnIncident() {
    assertThat(key(it.ann, "array fails tonight", "INC-7").counted()).isTrue();

    assertThat(it.gate().state()).isEqualTo(GateState.BROKEN_GLASS);
    assertThat(it.heard).contains("pages for ann");
    assertThat(it.gate().times().reviewDue()).contains(it.clock.instant().plus(GateDesk.REVIEW));
    assertThat(it.passes()).isTrue();
    assertThat(it.database().approvals().reviewsDue())
        .extracting(Gate::run)
        .containsExactly(GateFixture.RUN);
  }

  @Test
  void saysToThePagerWhetherItIsOpenYet() {
    var called = new ArrayList<Pager.Page>();
    var pages = new GatePages(called::add);

    key(it.ann, "array fails");
    pages.pages(it.gate(), it.gate().decisions().get(0));
    key(it.ben, "I see it too");
    pages.pages(it.gate(), it.gate().decisions().get(1));

    assertThat(called)
        .extracting(Pager.Page::cause)
        .containsExactly(Pager.Cause.KEY_TURNED, Pager.Cause.GLASS_BROKEN);
    assertThat(called.get(1).text()).startsWith("ben broke the glass before cut-over");
    assertThat(called.get(1).run()).isEqualTo(GateFixture.RUN);
  }

  @Test
  void opensWithTwoKeys() {
    assertThat(key(it.ann, "array fails").counted()).isTrue();
    assertThat(it.gate().state()).isEqualTo(GateState.WAITING);
    assertThat(it.heard).as("the first key pages already").contains("pages for ann");
    assertThat(it.refused(key(it.ann, "array fails"))).isEqualTo(Code.ALREADY_DECIDED);

    assertThat(key(it.ben, "I see it too").counted()).isTrue();
    assertThat(it.gate().state()).isEqualTo(GateState.BROKEN_GLASS);
    assertThat(it.passes()).isTrue();
  }

  @Test
  void forgetsAKeyAfterHalfAnHour() {
    key(it.ann, "array fails");
    it.clock.advance(Round.KEY_LIFE);
    assertThat(key(it.ben, "still").counted()).isTrue();
    assertThat(it.gate().state()).isEqualTo(GateState.WAITING);
  }

  @Test
  void livesForHalfAnHour() {
    key(it.ann, "array fails", "INC-7");
    it.clock.advance(GateDesk.GLASS_LIFE);

    assertThat(it.passes()).isFalse();
    assertThat(it.gate().state()).isEqualTo(GateState.EXPIRED);
    assertThat(it.run().hold()).get().extracting(Hold::reason).isEqualTo(Hold.Reason.EXPIRED);
  }

  private GateAnswer review(Decider by, String comment) {
    return it.decide(GateDecision.review(by, it.shown(), comment));
  }

  private List<Gate> due() {
    return it.database().approvals().reviewsDue();
  }

  @Test
  void isReviewedOnceByAnApproverOrAuditorWhoDidNotBreakIt() {
    key(it.ann, "array fails", "INC-7");

    assertThat(it.refused(review(it.ann, "I was right"))).isEqualTo(Code.OWN_GLASS);
    assertThat(it.refused(review(it.machine(), "fine"))).isEqualTo(Code.MACHINE);
    assertThat(it.refused(review(it.person("vic", Role.OPERATOR), "fine"))).isEqualTo(Code.NO_ROLE);
    assertThat(it.refused(review(it.cas, " "))).isEqualTo(Code.NO_REASON);
    assertThat(due()).hasSize(1);

    assertThat(review(it.cas, "justified by INC-7").counted()).isTrue();
    assertThat(due()).isEmpty();
    assertThat(it.refused(review(it.ben, "me too"))).isEqualTo(Code.NOTHING_TO_REVIEW);
    assertThat(it.gate().decisions())
        .extracting(d -> d.made().kind())
        .containsExactly(GateDecision.Kind.BREAK_GLASS, GateDecision.Kind.REVIEW);
    assertThat(it.passes()).as("the review shuts nothing").isTrue();
  }

  @Test
  void isNotReviewedByEitherOfTwoKeys() {
    key(it.ann, "array fails");
    key(it.ben, "I see it too");

    assertThat(it.refused(review(it.ann, "fine"))).isEqualTo(Code.OWN_GLASS);
    assertThat(it.refused(review(it.ben, "fine"))).isEqualTo(Code.OWN_GLASS);
    assertThat(review(it.cas, "two of them saw it").counted()).isTrue();
  }

  @Test
  void isReviewedWhenTheGateWasUsedUpToo() {
    key(it.ann, "array fails", "INC-7");
    assertThat(it.passes()).isTrue();
    assertThat(it.gate().state()).isEqualTo(GateState.CONSUMED);

    assertThat(review(it.ben, "justified").counted()).isTrue();
    assertThat(due()).isEmpty();
  }

  @Test
  void isReviewedAfterAnotherRoundToo() {
    key(it.ann, "array fails", "INC-7");
    it.clock.advance(GateDesk.GLASS_LIFE);
    it.passes();
    it.resumed();
    assertThat(it.gate().round()).isEqualTo(2);

    GateAnswer answer = review(it.cas, "nobody needed it after all");

    assertThat(answer.gate().orElseThrow().round()).isEqualTo(1);
    assertThat(due()).isEmpty();
    assertThat(it.gate().decisions()).isEmpty();
  }

  @Test
  void countsOneReviewOfTwoAtTheSameInstant() {
    key(it.ann, "array fails", "INC-7");
    var approvals = it.database().approvals();
    Gate seen = due().get(0);
    var decision = GateDecision.review(it.cas, it.shown(), "first");
    approvals.settle(seen, new Decision(it.clock.instant(), decision, "reviewed", ""));

    assertThatThrownBy(
            () ->
                approvals.settle(seen, new Decision(it.clock.instant(), decision, "reviewed", "")))
        .isInstanceOf(StaleGateException.class);
    assertThat(it.gate().decisions()).hasSize(2);
  }

  @Test
  void takesNoSeatAwayByAReview() {
    it.approve(it.cas);
    key(it.ann, "array fails", "INC-7");
    review(it.cas, "justified");
    it.decide(GateDecision.withdraw(it.ann, it.shown(), "the quorum comes after all"));

    it.approve(it.ann);
    it.approve(it.ben);

    assertThat(it.gate().state()).as("the auditor sits since before").isEqualTo(GateState.ARMED);
  }

  @Test
  void reviewsNothingWhereNoGlassWasBroken() {
    assertThat(it.refused(review(it.cas, "all quiet"))).isEqualTo(Code.NOTHING_TO_REVIEW);
  }

  @Test
  void needsItsReasonInWriting() {
    assertThat(it.refused(key(it.ann, " ", "INC-7"))).isEqualTo(Code.NO_REASON);
    assertThat(it.heard).noneMatch(line -> line.startsWith("pages"));
  }

  @Test
  void isNotForWhoAskedForTheRunNorForWhoHasNoKey() {
    assertThat(it.refused(key(it.rita, "now", "INC-7"))).isEqualTo(Code.OWN_RUN);
    assertThat(it.refused(key(it.cas, "now", "INC-7"))).isEqualTo(Code.NO_ROLE);
    assertThat(it.gate().state()).isEqualTo(GateState.WAITING);
  }

  @Test
  void doesNotSwitchOffVerification() {
    key(it.ann, "array fails", "INC-7");
    it.record(
        StageName.VERIFY, new ShardId("s02"), it.verified(Verdict.DIFFERENT), Evidence.Status.FAIL);

    assertThat(it.passes()).isFalse();
    assertThat(it.gate().state()).isEqualTo(GateState.COLLECTING);
    assertThat(it.run().hold().orElseThrow().text()).contains("s02", "fail");
  }
}
