package io.plimsoll.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.RunId;
import io.plimsoll.gate.WindowCalendar;
import io.plimsoll.plan.Schedule;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The plan's windows as the job engine sees them. */
class OpenTimesTest {
  private static final Instant OPENING = Instant.parse("2026-12-05T01:00:00Z");
  private static final RunId RUN = new RunId("run-1");

  private static WindowCalendar windows() {
    var window =
        new Schedule.Window(Set.of(DayOfWeek.SATURDAY), LocalTime.of(1, 0), LocalTime.of(5, 0));
    return new WindowCalendar(
        Optional.of(
            new Schedule(ZoneOffset.UTC, List.of(window), List.of(), Schedule.Overrun.HOLD)));
  }

  @Test
  void leavesOutWhatIsClosedByTheEnginesClock() {
    Duration ahead = Duration.ofDays(3).plusNanos(1);
    var times = new OpenTimes(windows(), ahead);
    long opening = OPENING.minus(Duration.ofDays(3)).toEpochMilli();

    assertThat(times.isTimeIncluded(opening)).isTrue();
    assertThat(times.isTimeIncluded(opening - 1)).isFalse();
    assertThat(times.getNextIncludedTime(opening + 5)).isEqualTo(opening + 5);
    assertThat(times.getNextIncludedTime(opening - 86_400_000)).isEqualTo(opening);
  }

  @Test
  void startsAJobAtTheOpening() throws Exception {
    try (var jobs = new Jobs(2)) {
      var fired = new CompletableFuture<Boolean>();
      jobs.whenOpen(RUN, windows(), OPENING, OPENING.minusMillis(100), () -> fired.complete(true));

      assertThat(fired.get(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void neverStartsAJobWhileTheWindowsAreClosed() {
    try (var jobs = new Jobs(2)) {
      Instant before = OPENING.minusSeconds(60);
      assertThatThrownBy(() -> jobs.whenOpen(RUN, windows(), before, before, () -> {}))
          .rootCause()
          .hasMessageContaining("will never fire");
    }
  }
}
