package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.plan.Plan.CaptureMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code capture} and {@code cutOver} may say in each mode. */
class PlanCaptureTest {

  @Test
  void isLiveWithTriggersAndNeedsNothingMore() {
    Plan plan = Samples.read(Samples.capture("mode: triggers"));

    assertThat(plan.spec().capture().mode()).isEqualTo(CaptureMode.TRIGGERS);
    assertThat(plan.spec().capture().live()).isTrue();
    assertThat(plan.spec().capture().outage()).isEmpty();
    assertThat(plan.spec().capture().acceptLoss()).isEmpty();
    assertThat(plan.spec().capture().maxBacklog()).isEqualTo(10_000_000);
    assertThat(plan.spec().cutOver().sequenceAllowance()).isZero();
    assertThat(plan.spec().dryRun().restoreWithin()).isEmpty();
  }

  @Test
  void readsTheBoundsOfALiveMove() {
    Plan plan =
        Samples.read(
            Samples.capture("mode: triggers, maxBacklog: 1000000000")
                .replace("attempts: 5", "attempts: 5, sequenceAllowance: 1000000000")
                .replace("budget: 2s", "budget: 100ms"));

    assertThat(plan.spec().capture().maxBacklog()).isEqualTo(1_000_000_000L);
    assertThat(plan.spec().cutOver().sequenceAllowance()).isEqualTo(1_000_000_000L);
    assertThat(plan.spec().cutOver().budget()).isEqualTo(Duration.ofMillis(100));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mode: triggers, outage: 2h | outage | refuses writes during cutOver.budget only",
        "mode: triggers, acceptLossOnRollback: why | acceptLossOnRollback | nothing is lost",
        "mode: frozen, outage: 2h, maxBacklog: 5000 | maxBacklog | captures no writes",
      })
  void refusesWhatBelongsToTheOtherMode(String capture, String key, String sentence) {
    String text = Samples.capture(capture);
    int line = 1 + List.of(text.split("\n")).indexOf("  capture: {" + capture + "}");

    assertThat(Samples.problems(text))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.line()).isEqualTo(line);
              assertThat(problem.path()).isEqualTo("spec.capture." + key);
              assertThat(problem.message())
                  .startsWith("mode: ")
                  .contains(sentence)
                  .endsWith("; remove " + key);
            });
  }

  @Test
  void wantsAnOutageOfAFrozenSource() {
    assertThat(Samples.problems(Samples.capture("mode: frozen")))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("spec.capture.outage");
              assertThat(problem.message())
                  .isEqualTo(
                      "F36 missing, and it has no default; expected a duration such as 10m, 24h"
                          + " or 7d (or ISO 8601 PT10M)");
            });
  }

  @Test
  void blamesOnlyTheModeWhenThereIsNone() {
    assertThat(Samples.problems(Samples.capture("outage: 2h, maxBacklog: 5000")))
        .extracting(Problem::path)
        .containsExactly("spec.capture.mode");
  }

  @ParameterizedTest
  @ValueSource(strings = {"999", "1000000001", "99999999999999999999", "1.5", "many"})
  void refusesABacklogOutOfItsBounds(String backlog) {
    assertThat(Samples.messages(Samples.capture("mode: triggers, maxBacklog: " + backlog)))
        .singleElement()
        .asString()
        .contains("spec.capture.maxBacklog", "from 1000 to 1000000000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1000000001", "some"})
  void refusesAnAllowanceOutOfItsBounds(String allowance) {
    String text = Samples.with("attempts: 5", "attempts: 5, sequenceAllowance: " + allowance);

    assertThat(Samples.messages(text))
        .singleElement()
        .asString()
        .contains("spec.cutOver.sequenceAllowance", "from 0 to 1000000000");
  }

  @ParameterizedTest
  @CsvSource({
    "99ms, at least 100ms, would be undone",
    "61s, at most 60s, a dead run leaves them refused"
  })
  void boundsTheBlockOfALiveCutOver(String budget, String bound, String reason) {
    String live = Samples.capture("mode: triggers").replace("budget: 2s", "budget: " + budget);
    String frozen =
        Samples.capture("mode: frozen, outage: 2h").replace("budget: 2s", "budget: " + budget);

    assertThat(Samples.messages(live))
        .singleElement()
        .asString()
        .contains("spec.cutOver.budget: found '" + budget + "', expected " + bound, reason);
    assertThat(Samples.messages(frozen)).isEmpty();
  }
}
