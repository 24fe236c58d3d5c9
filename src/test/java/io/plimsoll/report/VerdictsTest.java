package io.plimsoll.report;

import static io.plimsoll.report.Scenarios.OBJECTS;
import static io.plimsoll.report.Scenarios.finalized;
import static io.plimsoll.report.Scenarios.plan;
import static io.plimsoll.report.Scenarios.same;
import static io.plimsoll.report.Scenarios.shard;
import static io.plimsoll.report.Scenarios.verified;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VerdictsTest {

  @Test
  void neverSaysEqualWithoutVerification() {
    RecordedRun run = finalized(plan(2)).without("verification");

    assertThat(verdict(run)).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(run.report().summary().tone()).isEqualTo(Report.Tone.ACT_NOW);
    assertThat(run.report().summary().outcome()).startsWith("Finalized, but not verified");
    assertThat(run.report().summary().figures().recordsLost()).isEmpty();
  }

  @Test
  void needsEveryShard() {
    RecordedRun run = Scenarios.copied(plan(3));
    run.fact(StageName.VERIFY, shard(0), Status.PASS, Scenarios.equal(run, shard(0)));
    run.fact(StageName.VERIFY, shard(1), Status.PASS, Scenarios.equal(run, shard(1)));
    assertThat(verdict(run)).isEqualTo(Verdict.NOT_VERIFIED);

    run.fact(StageName.VERIFY, shard(2), Status.PASS, Scenarios.equal(run, shard(2)));
    assertThat(verdict(run)).isEqualTo(Verdict.EQUAL);
  }

  @Test
  void remembersADivergenceThatWasEqualLater() {
    RecordedRun run = Scenarios.copied(plan(1));
    run.fact(StageName.CANARY, shard(0), Status.FAIL, Scenarios.different(run, shard(0)));
    run.fact(StageName.VERIFY, shard(0), Status.PASS, Scenarios.equal(run, shard(0)));

    assertThat(verdict(run)).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void remembersADivergenceOfWhichOnlyTheHistoryIsLeft() {
    RecordedRun run = finalized(plan(1));
    run.moved(RunEvent.DIVERGED, RunState.FINALIZE, "differs").passedTo(RunState.FINALIZED);

    assertThat(verdict(run)).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  @Tag("F15")
  void judgesByContentAndNotByTheWord() {
    assertThat(afterChange(o -> withSums(o, "00", "01"))).isEqualTo(Verdict.DIFFERENT);
    assertThat(afterChange(o -> withRows(o, 300))).isEqualTo(Verdict.DIFFERENT);
    assertThat(afterChange(o -> o)).isEqualTo(Verdict.EQUAL);
  }

  @Test
  void needsAllRowsAndAllObjects() {
    assertThat(last(Verdict.EQUAL, 99.99, objects())).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(last(Verdict.EQUAL, 100, objects().subList(0, 4))).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(last(Verdict.EQUAL, 100, List.of())).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(last(Verdict.NOT_VERIFIED, 100, objects())).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(last(Verdict.EQUAL, 100, objects())).isEqualTo(Verdict.EQUAL);
  }

  @Test
  void keepsAFullVerificationWhenALaterPartialOneFindsNothing() {
    RecordedRun run = Scenarios.copied(plan(1));
    run.fact(StageName.VERIFY, shard(0), Status.PASS, Scenarios.equal(run, shard(0)));
    run.fact(StageName.SOAK, shard(0), Status.PASS, verified(run, Verdict.EQUAL, 10, objects()));
    assertThat(verdict(run)).isEqualTo(Verdict.EQUAL);

    run.fact(
        StageName.SOAK, shard(0), Status.PASS, verified(run, Verdict.NOT_VERIFIED, 10, objects()));
    assertThat(verdict(run)).isEqualTo(Verdict.NOT_VERIFIED);
  }

  @Test
  @Tag("F31")
  void doesNotTrustAVerifierThatMissedASeededError() {
    RecordedRun run = Scenarios.copied(plan(1));
    Facts.Verified good = Scenarios.equal(run, shard(0));
    run.fact(
        StageName.VERIFY,
        shard(0),
        Status.PASS,
        new Facts.Verified(
            good.verdict(),
            good.coveragePercent(),
            good.moment(),
            good.from(),
            good.to(),
            new Facts.SeededErrors(3, 2),
            good.objects(),
            good.metadata(),
            good.problems()));

    assertThat(verdict(run)).isEqualTo(Verdict.NOT_VERIFIED);
  }

  @Test
  void doesNotTrustARecordWithAPartMissingOrNotRecordedAsPassed() {
    RecordedRun run = Scenarios.copied(plan(1));
    run.fact(StageName.VERIFY, shard(0), Status.UNVERIFIED, Scenarios.equal(run, shard(0)));
    assertThat(verdict(run)).isEqualTo(Verdict.NOT_VERIFIED);

    run.evidence(
        StageName.VERIFY, shard(0), "verification", Status.PASS, "{\"verdict\":\"EQUAL\"}");
    assertThat(verdict(run)).isEqualTo(Verdict.NOT_VERIFIED);
  }

  private static Verdict afterChange(UnaryOperator<Facts.ComparedObject> change) {
    var objects = new ArrayList<>(objects());
    objects.set(2, change.apply(objects.get(2)));
    return last(Verdict.EQUAL, 100, objects);
  }

  private static Verdict last(Verdict said, double coverage, List<Facts.ComparedObject> objects) {
    RecordedRun run = Scenarios.copied(plan(1));
    run.fact(StageName.VERIFY, shard(0), Status.PASS, verified(run, said, coverage, objects));
    return verdict(run);
  }

  private static List<Facts.ComparedObject> objects() {
    return OBJECTS.stream().map(Scenarios::same).toList();
  }

  private static Facts.ComparedObject withSums(
      Facts.ComparedObject o, String source, String target) {
    return new Facts.ComparedObject(
        o.object(), o.sourceRows(), o.targetRows(), 0, 0, 0, 0, source, target, 1, 0, List.of());
  }

  private static Facts.ComparedObject withRows(Facts.ComparedObject o, long targetRows) {
    Facts.ComparedObject same = same(o.object());
    return new Facts.ComparedObject(
        o.object(),
        301,
        targetRows,
        0,
        0,
        0,
        0,
        same.sourceSum(),
        same.targetSum(),
        1,
        0,
        List.of());
  }

  private static Verdict verdict(RecordedRun run) {
    return run.report().summary().verdict();
  }
}
