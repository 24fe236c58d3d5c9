package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.plan.Schedule.Overrun;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code spec.schedule}. */
class PlanScheduleTest {
  private static final String ONE = "{days: [Sat], from: \"01:00\", until: \"05:00\"}";

  private static String schedule(String written) {
    return Samples.frozen() + "\n  schedule: {" + written + "}\n";
  }

  private static String windows(String written) {
    return schedule("timeZone: Europe/Berlin, windows: [" + written + "]");
  }

  @Test
  void readsWindowsFreezesAndOverrun() {
    Schedule schedule =
        Samples.read(
                schedule(
                    "timeZone: America/Los_Angeles, windows: ["
                        + ONE
                        + ", {days: [Mon, Fri], from: \"22:30\", until: \"02:00\"}], freezes: [{from:"
                        + " 2026-12-20, until: 2027-01-04, reason: end of the year}, {from:"
                        + " 2026-12-31, until: 2026-12-31}], overrun: finish-stage"))
            .spec()
            .schedule()
            .orElseThrow();

    assertThat(schedule.zone()).isEqualTo(ZoneId.of("America/Los_Angeles"));
    assertThat(schedule.windows())
        .containsExactly(
            new Schedule.Window(Set.of(DayOfWeek.SATURDAY), LocalTime.of(1, 0), LocalTime.of(5, 0)),
            new Schedule.Window(
                Set.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                LocalTime.of(22, 30),
                LocalTime.of(2, 0)));
    assertThat(schedule.windows())
        .extracting(Schedule.Window::crossesMidnight)
        .containsExactly(false, true);
    assertThat(schedule.freezes())
        .containsExactly(
            new Schedule.Freeze(
                LocalDate.of(2026, 12, 20),
                LocalDate.of(2027, 1, 4),
                Optional.of("end of the year")),
            new Schedule.Freeze(
                LocalDate.of(2026, 12, 31), LocalDate.of(2026, 12, 31), Optional.empty()));
    assertThat(schedule.overrun()).isEqualTo(Overrun.FINISH_STAGE);
  }

  @Test
  void needsNoScheduleAndHoldsUnlessSaid() {
    assertThat(Samples.read(Samples.frozen()).spec().schedule()).isEmpty();
    assertThat(Samples.read(schedule("timeZone: UTC")).spec().schedule().orElseThrow())
        .isEqualTo(new Schedule(ZoneId.of("UTC"), List.of(), List.of(), Overrun.HOLD));
  }

  @Test
  void takesTheEndOfTheDay() {
    Schedule.Window day =
        Samples.read(windows("{days: [Sun], from: \"00:00\", until: \"24:00\"}"))
            .spec()
            .schedule()
            .orElseThrow()
            .windows()
            .get(0);

    assertThat(day.crossesMidnight()).isTrue();
    assertThat(day.text()).isEqualTo("Sun 00:00-24:00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "timeZone: Europe/Berlln | timeZone | found 'Europe/Berlln', expected a time zone of the tz"
            + " database such as Europe/Berlin; did you mean 'Europe/Berlin'?",
        "timeZone: \"+02:00\" | timeZone | a time zone of the tz database",
        "overrun: hold | timeZone | F36 missing, and it has no default",
        "timeZone: UTC, overrun: stop | overrun | rollback (goes back while there is time)",
        "timeZone: UTC, windows: [] | windows | F36 found an empty list",
        "timeZone: UTC, window: [] | window | did you mean 'windows'?",
        "timeZone: UTC, freezes: [{from: 2026-12-20}] | freezes[0].until | F36 missing",
        "timeZone: UTC, freezes: [{from: 2026-02-30, until: 2026-03-01}] | freezes[0].from | a day of"
            + " the calendar",
        "timeZone: UTC, freezes: [{from: 2026-12-20, until: 2026-12-19}] | freezes[0].until |"
            + " a day not before from, which is 2026-12-20",
      })
  void refusesWhatIsNoSchedule(String written, String path, String sentence) {
    assertThat(Samples.problems(schedule(written)))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("spec.schedule." + path);
              assertThat(problem.message()).contains(sentence);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{days: [], from: \"01:00\", until: \"05:00\"} | days | F36 found an empty list",
        "{days: [Sat, Sat], from: \"01:00\", until: \"05:00\"} | days[1] | 'Sat' a second time",
        "{days: [Saturday], from: \"01:00\", until: \"05:00\"} | days[0] | one of Mon, Tue",
        "{days: [Sat], from: \"24:00\", until: \"05:00\"} | from | to \"23:59\"",
        "{days: [Sat], from: \"1:00\", until: \"05:00\"} | from | a time of day in quotes",
        "{days: [Sat], from: \"01:00\", until: \"05:60\"} | until | a time of day in quotes",
        "{days: [Sat], from: \"01:00\", until: \"01:00\"} | until | the same as from, expected another"
            + " time; a whole day is from \"00:00\" until \"24:00\"",
        "{from: \"01:00\", until: \"05:00\"} | days | F36 missing",
      })
  void refusesWhatIsNoWindow(String written, String path, String sentence) {
    assertThat(Samples.problems(windows(written)))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("spec.schedule.windows[0]." + path);
              assertThat(problem.message()).contains(sentence);
            });
  }

  @Test
  void saysAllProblemsAtOnceEachWithItsLine() {
    String text =
        Samples.frozen()
            + """

              schedule:
                timeZone: Mars/Base
                windows:
                  - {days: [Sat], from: "05:00", until: "05:00"}
                  - {days: [Samstag], from: "05:00", until: "06:00"}
                freezes:
                  - {from: 2026-12-20, until: 2026-12-01}
            """;
    int zone = 1 + List.of(text.split("\n")).indexOf("    timeZone: Mars/Base");

    assertThat(Samples.problems(text))
        .extracting(problem -> problem.line() - zone)
        .containsExactly(0, 2, 3, 5);
  }
}
