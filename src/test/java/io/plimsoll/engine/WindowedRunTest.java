package io.plimsoll.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.GuardId;
import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the plan's windows make of a run, from when it is submitted to its end. */
class WindowedRunTest {
  private static final String NIGHTS =
      "timeZone: Europe/Berlin, windows: [{days: [Fri, Sat], from: \"01:00\", until: \"05:00\"}]";

  /** Long enough for any machine; a run that works ends within seconds. */
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;

  private static void waits(Run run, RunState state, String words) {
    assertThat(run.state()).isEqualTo(state);
    assertThat(run.hold().map(Hold::reason)).contains(Hold.Reason.WINDOW);
    assertThat(run.hold().orElseThrow().text()).contains(words);
  }

  @Test
  void looksBacksUpAndRehearsesAtAnyTimeAndWaitsBeforeTheFirstChange() {
    try (var it = new WindowedRuns(folder, "2026-12-03T12:00:00Z", NIGHTS)) {
      Run run = it.drive(it.submit());

      waits(run, RunState.COPY, "copy waits: outside every window: Fri, Sat 01:00-05:00");
      assertThat(run.hold().orElseThrow().text())
          .contains("the next opening is at Fri 2026-12-04 01:00 +01:00 Europe/Berlin")
          .contains("'plimsoll resume " + run.id() + " --wait'");
      assertThat(it.entered)
          .containsExactly(
              StageName.PREFLIGHT, StageName.SNAPSHOT, StageName.DRY_RUN, StageName.CANARY);
      assertThat(it.copied).isEmpty();
    }
  }

  @Test
  void staysAndGoesOnByItselfWhenTheWindowOpens() throws Exception {
    try (var it = new WindowedRuns(folder, "2026-12-03T12:00:00Z", NIGHTS)) {
      RunId id = it.submit();
      var held = it.until(run -> run.hold().isPresent());
      var end = it.stay(id);
      held.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(it.copied).isEmpty();

      it.clock.advance(Duration.ofHours(12));
      Run run = end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

      assertThat(run.state()).isEqualTo(RunState.FINALIZED);
      assertThat(it.copied).containsExactly(Instant.parse("2026-12-04T00:00:00Z"));
    }
  }

  @Test
  void obeysAPersonWhileItWaits() throws Exception {
    try (var it = new WindowedRuns(folder, "2026-12-03T12:00:00Z", NIGHTS)) {
      RunId id = it.submit();
      var held = it.until(run -> run.hold().isPresent());
      var end = it.stay(id);
      held.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

      it.orchestrator().requestRollback(id, Run.Request.ROLLBACK);

      assertThat(end.get(PATIENCE_SECONDS, TimeUnit.SECONDS).state())
          .isEqualTo(RunState.ROLLED_BACK);
      assertThat(it.copied).isEmpty();
    }
  }

  @Test
  void canBePausedWhileItWaitsAndThenMissesItsWindow() throws Exception {
    try (var it = new WindowedRuns(folder, "2026-12-03T12:00:00Z", NIGHTS)) {
      RunId id = it.submit();
      var held = it.until(run -> run.hold().isPresent());
      var end = it.stay(id);
      held.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

      it.runs().request(id, Run.Request.PAUSE);

      Run run = end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(run.hold().map(Hold::reason)).contains(Hold.Reason.PAUSED);
      it.clock.advance(Duration.ofHours(13));
      assertThat(it.drive(id).hold().map(Hold::reason)).contains(Hold.Reason.PAUSED);
    }
  }

  @Test
  void letsGoOfARunThatWaits() throws Exception {
    try (var it = new WindowedRuns(folder, "2026-12-03T12:00:00Z", NIGHTS)) {
      RunId id = it.submit();
      var held = it.until(run -> run.hold().isPresent());
      var end = it.stay(id);
      held.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

      it.orchestrator().stop();

      waits(end.get(PATIENCE_SECONDS, TimeUnit.SECONDS), RunState.COPY, "copy waits");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-04T02:00:00Z, FINALIZED, still open",
    "2026-12-04T04:00:00Z, COPY, the next opening is at Sat 2026-12-05 01:00",
  })
  void startsAfterARestartThatSleptThroughTheOpeningIfItIsStillOpen(
      String restarted, RunState state, String what) {
    try (var it = new WindowedRuns(folder, "2026-12-03T12:00:00Z", NIGHTS)) {
      RunId id = it.submit();
      waits(it.drive(id), RunState.COPY, "copy waits");
      it.clock.advance(Duration.between(it.clock.instant(), Instant.parse(restarted)));
      it.restart();

      Run run = it.drive(id);

      assertThat(run.state()).as(what).isEqualTo(state);
      if (state == RunState.COPY) {
        waits(it.orchestrator().resume(id).hold().isEmpty() ? it.drive(id) : run, state, what);
      }
    }
  }

  /** Every window opens at 02:30 or so on the day on which the clock changes. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-03-28T12:00:00Z, 02:30, 04:00, 2026-03-29T03:00+02:00",
    "Europe/Berlin, 2026-10-24T12:00:00Z, 02:30, 04:00, 2026-10-25T02:30+02:00",
    "America/New_York, 2026-03-07T17:00:00Z, 02:30, 04:00, 2026-03-08T03:00-04:00",
    "America/New_York, 2026-10-31T16:00:00Z, 01:30, 04:00, 2026-11-01T01:30-04:00"
  })
  void startsWhenTheClockFirstShowsTheOpening(
      String zone, String now, String from, String until, String opening) {
    String schedule =
        "timeZone: %s, windows: [{days: [Sun], from: \"%s\", until: \"%s\"}]"
            .formatted(zone, from, until);
    Instant opens = OffsetDateTime.parse(opening).toInstant();
    try (var it = new WindowedRuns(folder, now, schedule)) {
      RunId id = it.submit();
      waits(it.drive(id), RunState.COPY, "copy waits");
      it.clock.advance(Duration.between(it.clock.instant(), opens.minusSeconds(1)));
      waits(it.drive(id), RunState.COPY, "copy waits");
      assertThat(it.copied).isEmpty();

      it.clock.advance(Duration.ofSeconds(1));

      assertThat(it.drive(id).state()).isEqualTo(RunState.FINALIZED);
      assertThat(it.copied).containsExactly(opens);
    }
  }

  /** Copies for four hours and more from 02:00 on, in a window that ends at 05:00. */
  private WindowedRuns slow(String overrun) {
    var it = new WindowedRuns(folder, "2026-12-04T01:00:00Z", NIGHTS + ", overrun: " + overrun);
    it.steps = 25;
    return it;
  }

  private static Instant lastCopied(WindowedRuns it) {
    return it.copied.get(it.copied.size() - 1);
  }

  private static final Instant CLOSING = Instant.parse("2026-12-04T04:00:00Z");

  @Test
  @Tag("F43")
  void stopsWhileThereIsTimeToGoBackAndGoesOnInTheNextWindow() {
    try (var it = slow("hold")) {
      RunId id = it.submit();
      Run run = it.drive(id);

      waits(run, RunState.COPY, "F43 copy stops: ");
      assertThat(run.hold().orElseThrow().text())
          .contains("20m left until it closes at Fri 2026-12-04 05:00 +01:00 Europe/Berlin")
          .contains("a rollback takes 30m as measured")
          .contains("the next opening is at Sat 2026-12-05 01:00");
      assertThat(it.clock.instant()).isBefore(CLOSING);

      it.clock.advance(Duration.ofDays(1).minus(Duration.ofHours(3)));
      assertThat(it.drive(id).state()).isEqualTo(RunState.FINALIZED);
    }
  }

  @Test
  @Tag("F43")
  void wouldWorkOnAfterTheWindowHasClosed() {
    try (var it = slow("hold").without(GuardId.F43)) {
      it.drive(it.submit());

      assertThat(lastCopied(it)).isAfter(CLOSING);
    }
  }

  @Test
  @Tag("F43")
  void goesBackInsteadWhereThePlanSaysSo() {
    try (var it = slow("rollback")) {
      Run run = it.drive(it.submit());

      assertThat(run.state()).isEqualTo(RunState.ROLLED_BACK);
      assertThat(run.diverged()).isFalse();
      assertThat(run.outcome()).startsWith("F43 copy stops: 20m left until it closes");
      assertThat(it.clock.instant()).isBefore(CLOSING);
    }
  }

  @Test
  @Tag("F43")
  void endsTheStageAndLetsTheNextWaitWhereThePlanSaysSo() {
    try (var it = slow("finish-stage")) {
      Run run = it.drive(it.submit());

      assertThat(it.copied).hasSize(25);
      waits(run, RunState.CUT_OVER, "cut-over waits: outside every window");
    }
  }

  @Test
  @Tag("F43")
  void beginsNothingWhenTheWindowLeavesNoTimeToGoBack() {
    try (var it = new WindowedRuns(folder, "2026-12-04T03:31:00Z", NIGHTS)) {
      Run run = it.drive(it.submit());

      waits(run, RunState.COPY, "F43 copy waits: 29m left");
      assertThat(it.copied).isEmpty();
    }
  }

  private static final String YEARS_END =
      NIGHTS + ", freezes: [{from: 2026-12-03, until: 2026-12-04, reason: end of the quarter}]";

  @Test
  @Tag("F44")
  void changesNothingOnAFrozenDay() {
    try (var it = new WindowedRuns(folder, "2026-12-04T01:00:00Z", YEARS_END)) {
      Run run = it.drive(it.submit());

      waits(
          run,
          RunState.COPY,
          "F44 copy waits: frozen from 2026-12-03 to 2026-12-04, end of the quarter; the next opening"
              + " is at Sat 2026-12-05 01:00");
      assertThat(it.copied).isEmpty();
    }
  }

  @Test
  @Tag("F44")
  void wouldCopyOnAFrozenDay() {
    try (var it =
        new WindowedRuns(folder, "2026-12-04T01:00:00Z", YEARS_END).without(GuardId.F44)) {
      it.drive(it.submit());

      assertThat(it.copied).isNotEmpty();
    }
  }
}
