package io.plimsoll.report;

import static io.plimsoll.report.LiveScenarios.divergedInSoak;
import static io.plimsoll.report.LiveScenarios.withARowSetAside;
import static io.plimsoll.report.LiveScenarios.withAStranger;
import static io.plimsoll.report.Scenarios.shard;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.StageName;
import io.plimsoll.report.Report.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a report says of a move during which clients write. */
class LiveReportTest {
  private static final List<String> UNTRUE_OF_A_LIVE_RUN =
      List.of(
          "while the source was fenced",
          "equal to its snapshot",
          "against its snapshot",
          "source is frozen",
          "Writes refused",
          "writes lost",
          "Rows lost");

  static List<RecordedRun> liveRuns() {
    return List.of(
        LiveScenarios.finalized(),
        LiveScenarios.soaking(),
        LiveScenarios.rolledBackBeforeCutOver(),
        divergedInSoak(withAStranger(List.of())),
        divergedInSoak(withARowSetAside()),
        LiveScenarios.postponed());
  }

  @ParameterizedTest
  @MethodSource("liveRuns")
  void saysNothingThatIsTrueOfAFrozenSourceOnly(RecordedRun run) {
    Report report = run.report();

    assertThat(ReportPage.render(report)).doesNotContain(UNTRUE_OF_A_LIVE_RUN);
    assertThat(report.summary().live()).isTrue();
    assertThat(report.summary().figures().refusedMillis()).isEmpty();
    assertThat(table(report.sections().cutOver(), "outage").rows()).isEmpty();
    assertThat(report.sections().cutOver().values()).containsKey("began");
  }

  @Test
  void neverMixesWhatWasMeasuredWithWhatHoldsAtTheFence() {
    Report report = LiveScenarios.finalized().report();

    assertThat(report.summary().tone()).isEqualTo(Report.Tone.DONE);
    assertThat(report.sections().all())
        .allSatisfy(s -> assertThat(s.status()).as(s.id()).isEqualTo(Status.PASS));
    assertThat(text(report.sections().content()))
        .contains("measured: all rows equal at source 0/19F3A28, target 0/3B10")
        .doesNotContain("under the fence");
    assertThat(text(report.sections().cutOver()))
        .contains(
            "every row was equal at its own pair (oldest at 2026-11-01 01:00:00 UTC, source"
                + " 0/19F3A28, target 0/3B10); every captured change since was replayed and"
                + " compared under the fence")
        .doesNotContain("all rows equal");
  }

  @Test
  void claimsNothingAboutTheFenceWithoutEvidence() {
    Report report = LiveScenarios.finalized().without("at-the-fence").report();

    assertThat(text(report.sections().cutOver())).doesNotContain("under the fence");
    assertThat(report.sections().cutOver().status()).isEqualTo(Status.MISSING);
  }

  @Test
  void leadsWithTheLongestBlockThatAClientSaw() {
    Report report = LiveScenarios.finalized().report();

    assertThat(report.summary().figures().blockMillis()).contains(145L);
    assertThat(ReportPage.render(report)).contains("Longest block at cut-over", "145 ms");
    assertThat(RunSummary.of(report, Path.of("r.html")).blockMillis()).contains(145L);
    assertThat(text(report.sections().cutOver())).contains("87 ms", "310 ms");
  }

  @Test
  void sawNoBlockBeforeAnySourceWasClosed() {
    Report report = LiveScenarios.rolledBackBeforeCutOver().report();

    assertThat(report.summary().figures().blockMillis()).contains(0L);
    assertThat(LiveScenarios.postponed().report().summary().figures().blockMillis())
        .as("a cut that was given up has no measurement")
        .isEmpty();
  }

  @Test
  void lostNothingWhereTheTargetWasNeverOpen() {
    Report report = LiveScenarios.rolledBackBeforeCutOver().report();

    assertThat(report.summary().tone()).isEqualTo(Report.Tone.ROLLED_BACK);
    assertThat(report.summary().figures().recordsLost()).contains(0L);
    assertThat(text(report.sections().customers()))
        .contains("clients wrote to the source all the time, and the target was never open");
    assertThat(report.sections().rollback().status()).isEqualTo(Status.PASS);
  }

  @Test
  void lostNothingWhereOnlyRowsThatNoClientWroteDiffer() {
    Report report = divergedInSoak(withAStranger(List.of())).report();

    assertThat(report.summary().figures().recordsLost()).contains(0L);
    assertThat(report.summary().tone()).isEqualTo(Report.Tone.ROLLED_BACK);
    assertThat(report.summary().verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(report.summary().outcome()).contains("Returned; 0 records lost");
    assertThat(text(report.sections().customers()))
        .contains(
            "(212 keys carried back under the fence). 1 row needs a person: what the closed target"
                + " has there, no client wrote.");
    assertThat(text(report.sections().rollback()))
        .contains("id=42", "one version on new, the other on old", "no: it was never captured");
  }

  @Test
  void asksForAPersonWhereAClientWroteToACorruptedRow() {
    Report report = divergedInSoak(withARowSetAside()).report();

    assertThat(report.summary().figures().recordsLost()).isEmpty();
    assertThat(report.summary().tone()).isEqualTo(Report.Tone.ACT_NOW);
    assertThat(report.summary().outcome()).contains("Returned; 1 row needs a person");
    assertThat(report.summary().next()).anyMatch(step -> step.contains("each row listed"));
    assertThat(table(report.sections().rollback(), "kept").rows()).hasSize(1);
    assertThat(text(report.sections().rollback()))
        .contains("id=42", "the clients' version on new, the other on old", "yes; set aside");
    assertThat(report.sections().rollback().status()).isEqualTo(Status.FAIL);
  }

  @Test
  void takesNoRowForAStrangersWhereCaptureMayHaveMissedAClient() {
    Report report =
        divergedInSoak(withAStranger(List.of("F28 the trigger of public.users was disabled")))
            .report();

    assertThat(report.summary().figures().recordsLost()).isEmpty();
    assertThat(report.summary().outcome()).contains("1 row needs a person");
    assertThat(text(report.sections().rollback())).contains("not known");
  }

  @Test
  void doesNotKnowTheLossWhereAnOpenTargetsWritesAreNotOnRecord() {
    RecordedRun run = divergedInSoak(withAStranger(List.of()));
    LiveScenarios.wentBack(run, shard(0), Optional.empty());

    Report report = run.without("cut-over").report();

    assertThat(report.summary().figures().recordsLost()).isEmpty();
    assertThat(text(report.sections().customers())).contains("no record of what was carried back");
  }

  @Test
  void doesNotKnowTheLossWhereBothSidesCouldNotBeCompared() {
    var carried = new Facts.CarriedBack(9, Verdict.NOT_VERIFIED, List.of(), List.of(), List.of());

    assertThat(divergedInSoak(carried).report().summary().figures().recordsLost()).isEmpty();
  }

  @Test
  void remembersADifferenceFoundOnTheWayBack() {
    RecordedRun run = LiveScenarios.soaking();
    run.moved(
        io.plimsoll.run.RunEvent.ABORT,
        io.plimsoll.run.RunState.ROLLING_BACK,
        "rollback requested by a person");
    LiveScenarios.wentBack(run, shard(0), Optional.of(withAStranger(List.of())));
    LiveScenarios.wentBack(run, shard(1), Optional.of(LiveScenarios.nothingWritten()));
    Report report = run.passedTo(io.plimsoll.run.RunState.ROLLED_BACK).report();

    assertThat(report.summary().verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(report.summary().outcome()).startsWith("Rolled back; a difference was found.");
  }

  @Test
  void saysThatAPostponedCutOverLeftClientsAlone() {
    Report report = LiveScenarios.postponed().report();

    assertThat(report.summary().outcome())
        .contains("could not be cut over in 5 attempts", "pid 4711", "clients write as before");
    assertThat(report.summary().next()).anyMatch(step -> step.contains("plimsoll resume"));
    assertThat(report.summary().figures().recordsLost()).isEmpty();
  }

  @Test
  void showsWhatARehearsalCarriedForItsClient() {
    Report report = LiveScenarios.soaking().report();

    assertThat(text(report.sections().rehearsals())).contains("731", "94 ms", "yes");
    assertThat(
            LiveScenarios.soaking()
                .fact(StageName.DRY_RUN, shard(0), Status.FAIL, lossyRehearsal())
                .report()
                .sections()
                .rehearsals()
                .status())
        .isEqualTo(Status.FAIL);
  }

  private static Facts.Rehearsal lossyRehearsal() {
    return new Facts.Rehearsal(
        Verdict.EQUAL,
        1,
        1,
        1,
        1,
        1,
        true,
        true,
        Optional.of(new Facts.Practised(731, 94, false)),
        List.of());
  }

  private static Report.Table table(Section section, String name) {
    return section.tables().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  private static String text(Section section) {
    return ReportBuilderTest.values(section).map(Value::text).collect(Collectors.joining("\n"));
  }
}
