package io.plimsoll.report;

import static io.plimsoll.report.Scenarios.divergedAndRolledBack;
import static io.plimsoll.report.Scenarios.finalized;
import static io.plimsoll.report.Scenarios.plan;
import static io.plimsoll.report.Scenarios.shard;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.plan.StageName;
import io.plimsoll.report.Report.Section;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportBuilderTest {

  static Stream<RecordedRun> everyKindOfRun() {
    return Stream.concat(frozenRuns(), LiveReportTest.liveRuns().stream());
  }

  private static Stream<RecordedRun> frozenRuns() {
    return Stream.of(
        new RecordedRun(plan(2)),
        finalized(plan(4)),
        finalized(Scenarios.waivingPlan()),
        divergedAndRolledBack(plan(2)),
        GateReportTest.decided(),
        Scenarios.diverged(plan(2)),
        Scenarios.refused(plan(2)),
        Scenarios.soaking(plan(2)).held(RunEvent.PAUSE, Hold.Reason.GATE, "before finalize"),
        Scenarios.copied(plan(2)).held(RunEvent.FAILED, Hold.Reason.BROKEN, "new/s01 is gone"),
        Scenarios.rollbackFailed(plan(2)),
        finalized(plan(2)).evidence(StageName.SOAK, shard(0), "verification", Status.PASS, "{}"),
        finalized(plan(2)).evidence(StageName.COPY, shard(1), "copy", Status.PASS, "half a rec"));
  }

  @ParameterizedTest
  @MethodSource("everyKindOfRun")
  void followsThePublishedSchema(RecordedRun run) throws Exception {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("config/report.schema.json")));

    assertThat(schema.validate(ReportJson.write(run.report()), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyKindOfRun")
  void saysOfEveryValueWhatItRestsOn(RecordedRun run) {
    Report report = run.report();
    List<String> known = report.evidence().stream().map(Report.RawFact::id).toList();

    assertThat(values(report))
        .isNotEmpty()
        .allSatisfy(
            value -> {
              if (value.status() == Status.MISSING) {
                assertThat(value.value().isNull()).isTrue();
                assertThat(value.text()).isEqualTo("missing");
              } else {
                assertThat(value.measuredBy()).isPresent();
                assertThat(value.measuredAt()).isPresent();
                assertThat(value.evidence())
                    .hasValueSatisfying(id -> assertThat(known).contains(id));
              }
            });
    assertThat(known).doesNotHaveDuplicates();
  }

  @Test
  void callsAMoveDoneWhenEveryShardWasEqual() {
    Report report = finalized(plan(2)).report();

    assertThat(report.summary().verdict()).isEqualTo(Verdict.EQUAL);
    assertThat(report.summary().rolledBack()).isFalse();
    assertThat(report.summary().tone()).isEqualTo(Report.Tone.DONE);
    assertThat(report.summary().outcome()).contains("No record was lost: every row");
    assertThat(report.summary().figures().recordsLost()).contains(0L);
    assertThat(report.summary().figures().rowsCompared()).contains(3010L);
    assertThat(report.sections().all())
        .allSatisfy(s -> assertThat(s.status()).as(s.id()).isEqualTo(Status.PASS));
    assertThat(text(report.sections().content()))
        .contains(
            "100 % of rows equal at source position 0/19F3A28 (target 0/3B10), while the source"
                + " was fenced");
  }

  @Test
  void claimsTheFenceOnlyWithEvidenceOfIt() {
    String said = text(finalized(plan(2)).without("outage").without("cut-over").report());

    assertThat(said).contains("measured: all rows equal at").doesNotContain("while the source");
  }

  @Test
  void namesKeysAndColumnsThatDiffered() {
    Report report = divergedAndRolledBack(plan(2)).report();

    assertThat(report.summary().verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(report.summary().rolledBack()).isTrue();
    assertThat(report.summary().figures().rowsDiffering()).contains(2L);
    assertThat(report.summary().outcome())
        .contains("Diverged (2 rows differed) and rolled back by itself.", "No record was lost");
    Report.Table differences = report.sections().content().tables().get(2);
    assertThat(differences.rows())
        .extracting(
            row ->
                row.values().get("object").text()
                    + " "
                    + row.values().get("key").text()
                    + " "
                    + row.values().get("columns").text())
        .containsExactly("public.contacts id=7 none", "public.users id=42 name; phone");
    assertThat(report.sections().decommission().status()).isEqualTo(Status.MISSING);
  }

  @Test
  void saysThatNothingChangedWhenRefused() {
    Report report = Scenarios.refused(plan(2)).report();

    assertThat(report.summary().outcome())
        .isEqualTo("Refused at preflight. Nothing was changed. 1 finding blocks the run.");
    assertThat(report.summary().verdict()).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(report.summary().next()).anyMatch(step -> step.contains("plimsoll resume"));
    assertThat(report.sections().decisions().status()).isEqualTo(Status.FAIL);
    assertThat(text(report.sections().decisions())).contains("F07");
    assertThat(report.summary().objects())
        .hasSize(10)
        .allSatisfy(object -> assertThat(object.status()).isEqualTo(Status.MISSING))
        .allSatisfy(object -> assertThat(object.sourceRows()).isEmpty());
  }

  @Test
  void asksForAPersonWhenTheRollbackFailed() {
    Report report = Scenarios.rollbackFailed(plan(2)).report();

    assertThat(report.summary().tone()).isEqualTo(Report.Tone.ACT_NOW);
    assertThat(report.summary().outcome())
        .contains("closing got no locks, held by pid 7.", "public.users differs in 1 row.");
    assertThat(report.summary().rolledBack()).isFalse();
    assertThat(report.summary().figures().recordsLost()).isEmpty();
    assertThat(report.sections().rollback().status()).isEqualTo(Status.FAIL);
    assertThat(report.sections().customers().values().get("recordsLost").text())
        .isEqualTo("not verified");
    assertThat(report.sections().steps().status()).as("an intent is open").isEqualTo(Status.FAIL);
  }

  @Test
  void showsEveryWaiverOfThePlan() {
    Report report = finalized(Scenarios.waivingPlan()).report();

    Section decisions = report.sections().decisions();
    assertThat(decisions.status()).isEqualTo(Status.WAIVED);
    assertThat(text(decisions))
        .contains(
            "canary: none",
            "acceptLossOnRollback",
            "the first hour may be lost, agreed in OPS-1042",
            "accepted: view public.active_users");
    assertThat(report.sections().scope().status()).isEqualTo(Status.WAIVED);
    assertThat(text(report.sections().scope())).contains("public.tmp_import");
  }

  @Test
  void showsMissingWhereNothingWasRecorded() {
    Report report = Scenarios.copied(plan(2)).report();

    assertThat(
            List.of(
                report.sections().cutOver().tables().get(1),
                report.sections().aftermath().tables().get(0),
                report.sections().content().tables().get(0)))
        .allSatisfy(
            table ->
                assertThat(table.rows())
                    .hasSize(2)
                    .allSatisfy(
                        row ->
                            assertThat(Sectioning.worst(row.values().values()))
                                .isEqualTo(Status.MISSING)));
  }

  @Test
  void doesNotTakeNoCheckForNoFinding() {
    Report report = finalized(plan(2)).without("findings").report();

    assertThat(report.sections().decisions().status()).isEqualTo(Status.MISSING);
  }

  @Test
  void blamesOnlyTheObjectsThatDiffer() {
    Report report = divergedAndRolledBack(plan(2)).report();

    assertThat(report.sections().content().tables().get(1).rows())
        .filteredOn(row -> Sectioning.worst(row.values().values()) == Status.FAIL)
        .extracting(row -> row.values().get("object").text())
        .containsExactly("public.contacts", "public.users");
  }

  @Test
  void doesNotAcceptTheProofOfAnotherSnapshot() {
    Report report =
        finalized(plan(2))
            .fact(StageName.DRY_RUN, shard(1), Status.PASS, Scenarios.restored(shard(0)))
            .report();

    assertThat(report.sections().backup().status()).isEqualTo(Status.FAIL);
  }

  @Test
  void statesLossExactlyWhenThePlanAcceptedIt() {
    RecordedRun run = Scenarios.copied(Scenarios.waivingPlan());
    run.moved(RunEvent.ABORT, RunState.ROLLING_BACK, "abort was asked for");
    for (var shard : Scenarios.shards(run)) {
      run.fact(StageName.CUT_OVER, shard, Status.PASS, Scenarios.cutOver(run, shard, true));
      run.fact(
          StageName.CUT_OVER,
          shard,
          Status.WAIVED,
          Scenarios.wentBack(Verdict.EQUAL, Optional.of(shard.equals(shard(0)) ? 12L : 0L)));
    }
    Report report = run.passedTo(RunState.ROLLED_BACK).report();

    assertThat(report.summary().figures().recordsLost()).contains(12L);
    assertThat(text(report.sections().customers()))
        .contains("12 records were lost", "12 rows were lost: written to the target", "OPS-1042");
    assertThat(report.summary().tone()).isEqualTo(Report.Tone.ACT_NOW);
  }

  @Test
  void doesNotKnowTheLossWhenAnOpenTargetWasNotCounted() {
    RecordedRun run = divergedAndRolledBack(plan(2));
    run.fact(StageName.CUT_OVER, shard(1), Status.PASS, Scenarios.cutOver(run, shard(1), true));

    assertThat(run.report().summary().figures().recordsLost()).isEmpty();
    assertThat(run.report().summary().outcome()).contains("Not verified");
  }

  @Test
  void isTheSameForTheSameInput() {
    assertThat(ReportJson.write(finalized(plan(2)).report()))
        .isEqualTo(ReportJson.write(finalized(plan(2)).report()));
  }

  static List<Value> values(Report report) {
    return report.sections().all().stream().flatMap(ReportBuilderTest::values).toList();
  }

  static Stream<Value> values(Section section) {
    return Stream.concat(
        section.values().values().stream(),
        section.tables().stream()
            .flatMap(table -> table.rows().stream())
            .flatMap(row -> row.values().values().stream()));
  }

  private static String text(Section section) {
    return values(section).map(Value::text).collect(Collectors.joining("\n"));
  }

  private static String text(Report report) {
    return values(report).stream().map(Value::text).collect(Collectors.joining("\n"));
  }
}
