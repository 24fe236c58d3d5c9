package io.plimsoll.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.metrics.Meters;
import io.plimsoll.metrics.RunMeters.Reading;
import io.plimsoll.plan.StageName;
import io.plimsoll.report.Report;
import io.plimsoll.report.Report.Section;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What report and meters say of a real live move, with clients writing. */
class LiveRunReportTest {
  @Test
  void hasTheBlockOfEveryShardAndBothSentences() {
    try (var scenario = LiveMoveTest.live(1);
        var clients = Clients.of(scenario, "s00")) {
      Result moved = scenario.run();
      assertThat(moved.run().state()).as(moved.text()).isEqualTo(RunState.FINALIZED);
      clients.awaitMore();

      Report report = moved.workplace().reports().build(moved.run().id());

      assertThat(report.summary().tone()).isEqualTo(Report.Tone.DONE);
      assertThat(report.summary().figures().recordsLost()).contains(0L);
      assertThat(report.summary().figures().blockMillis()).isPresent();
      assertThat(text(report.sections().content())).contains("measured: all rows equal at source");
      assertThat(text(report.sections().cutOver()))
          .contains("every row was equal at its own pair (oldest at", "under the fence");
      List<Reading> readings = moved.workplace().meters().readings();
      assertThat(readings)
          .filteredOn(r -> r.meter().equals(Meters.CUT_OVER_BLOCK.meter()))
          .filteredOn(r -> r.statistic().equals("count"))
          .extracting(Reading::value)
          .containsExactly(1.0);
      assertThat(readings)
          .extracting(Reading::meter)
          .contains(
              Meters.STAGE_DURATION.meter(),
              Meters.ROWS_COPIED.meter(),
              Meters.REPLAY_KEYS.meter());
    }
  }

  /** The damage is done with the triggers disabled: nobody can know what else was missed then. */
  @Test
  @Tag("F53")
  void namesTheRowThatNeedsAPerson() {
    try (var scenario = LiveMoveTest.live(1);
        var clients = Clients.of(scenario, "s00")) {
      Result waiting = scenario.run(StageName.SOAK);
      clients.awaitMore();
      Damage.ONE_VALUE_CHANGED.on(scenario, "s00");
      Result back = scenario.resume(waiting);
      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);

      Report report = back.workplace().reports().build(back.run().id());

      assertThat(report.summary().outcome()).contains("Diverged", "1 row needs a person");
      assertThat(report.summary().figures().recordsLost()).isEmpty();
      assertThat(text(report.sections().rollback())).contains("user_id=17, number=2", "not known");
      assertThat(back.workplace().meters().readings())
          .filteredOn(r -> r.meter().equals(Meters.DIVERGENCES.meter()))
          .extracting(Reading::value)
          .containsExactly(1.0);
    }
  }

  private static String text(Section section) {
    return section.tables().stream()
        .flatMap(table -> table.rows().stream())
        .flatMap(row -> row.values().values().stream())
        .map(value -> value.text())
        .collect(Collectors.joining("\n"));
  }
}
