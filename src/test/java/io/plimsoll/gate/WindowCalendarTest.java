package io.plimsoll.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.gate.WindowAnswer.Reason;
import io.plimsoll.plan.Schedule;
import io.plimsoll.plan.Schedule.Freeze;
import io.plimsoll.plan.Schedule.Overrun;
import io.plimsoll.plan.Schedule.Window;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowCalendarTest {
  private static final Set<DayOfWeek> EVERY_DAY = EnumSet.allOf(DayOfWeek.class);
  private static final long MINUTE = 60;

  /** In minutes. */
  private static final int DAY = 24 * 60;

  private static Window window(Set<DayOfWeek> days, String from, String until) {
    return new Window(days, LocalTime.parse(from), LocalTime.parse(until));
  }

  private static Freeze freeze(String from, String until) {
    return new Freeze(LocalDate.parse(from), LocalDate.parse(until), Optional.of("year's end"));
  }

  private static WindowCalendar calendar(String zone, List<Window> windows, Freeze... freezes) {
    return new WindowCalendar(
        Optional.of(new Schedule(ZoneId.of(zone), windows, List.of(freezes), Overrun.HOLD)));
  }

  private static Instant at(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  @Test
  void isAlwaysOpenWithoutASchedule() {
    WindowAnswer answer = new WindowCalendar(Optional.empty()).at(at("2026-12-05T12:00Z"));

    assertThat(answer.open()).isTrue();
    assertThat(answer.reason()).isEqualTo(Reason.ALWAYS_OPEN);
    assertThat(answer.nextClosing()).isEmpty();
    assertThat(answer.nextOpening()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-05T00:59:59-08:00, OUTSIDE_WINDOWS, 2026-12-05T01:00-08:00, 2026-12-05T05:00-08:00",
    "2026-12-05T01:00:00-08:00, IN_WINDOW, 2026-12-12T01:00-08:00, 2026-12-05T05:00-08:00",
    "2026-12-05T04:59:59-08:00, IN_WINDOW, 2026-12-12T01:00-08:00, 2026-12-05T05:00-08:00",
    "2026-12-05T05:00:00-08:00, OUTSIDE_WINDOWS, 2026-12-12T01:00-08:00, 2026-12-12T05:00-08:00",
    "2026-12-19T04:00:00-08:00, IN_WINDOW, 2027-01-09T01:00-08:00, 2026-12-19T05:00-08:00",
    "2026-12-19T23:59:59-08:00, OUTSIDE_WINDOWS, 2027-01-09T01:00-08:00, 2027-01-09T05:00-08:00",
    "2026-12-20T00:00:00-08:00, FROZEN, 2027-01-09T01:00-08:00, 2027-01-09T05:00-08:00",
    "2026-12-26T02:00:00-08:00, FROZEN, 2027-01-09T01:00-08:00, 2027-01-09T05:00-08:00",
    "2027-01-04T23:59:59-08:00, FROZEN, 2027-01-09T01:00-08:00, 2027-01-09T05:00-08:00",
    "2027-01-05T00:00:00-08:00, OUTSIDE_WINDOWS, 2027-01-09T01:00-08:00, 2027-01-09T05:00-08:00"
  })
  void opensInItsWindowsAndOnNoFrozenDay(
      String when, Reason reason, String opening, String closing) {
    WindowAnswer answer =
        calendar(
                "America/Los_Angeles",
                List.of(window(Set.of(DayOfWeek.SATURDAY), "01:00", "05:00")),
                freeze("2026-12-20", "2027-01-04"))
            .at(at(when));

    assertThat(answer.reason()).isEqualTo(reason);
    assertThat(answer.nextOpening()).contains(at(opening));
    assertThat(answer.nextClosing()).contains(at(closing));
  }

  @Test
  void saysWhy() {
    var calendar =
        calendar(
            "Europe/Berlin",
            List.of(
                window(EnumSet.of(DayOfWeek.SUNDAY, DayOfWeek.SATURDAY), "01:00", "05:00"),
                window(Set.of(DayOfWeek.FRIDAY), "22:00", "00:00")),
            freeze("2026-12-20", "2027-01-04"));

    assertThat(calendar.at(at("2026-12-05T02:00+01:00")).why())
        .isEqualTo("inside the window Sat, Sun 01:00-05:00");
    assertThat(calendar.at(at("2026-12-03T02:00+01:00")).why())
        .isEqualTo("outside every window: Sat, Sun 01:00-05:00; Fri 22:00-24:00");
    assertThat(calendar.at(at("2026-12-26T02:00+01:00")).why())
        .isEqualTo("frozen from 2026-12-20 to 2027-01-04, year's end");
  }

  /** Samoa went from the 29th to the 31st of December 2011. */
  @Test
  void isNotClosedForADayThatThereNeverWas() {
    var calendar = calendar("Pacific/Apia", List.of(), freeze("2011-12-30", "2011-12-30"));

    assertThat(calendar.at(at("2011-12-29T12:00-10:00")).nextClosing()).isEmpty();
    assertThat(calendar.at(at("2011-12-31T00:00+14:00")).open()).isTrue();
  }

  @Test
  void closesOnlyWhereNoOtherWindowGoesOn() {
    var calendar =
        calendar(
            "Europe/Berlin",
            List.of(
                window(Set.of(DayOfWeek.FRIDAY), "22:00", "00:00"),
                window(Set.of(DayOfWeek.SATURDAY), "00:00", "03:00"),
                window(Set.of(DayOfWeek.SATURDAY), "02:00", "04:00")));

    assertThat(calendar.at(at("2026-12-04T23:00+01:00")).nextClosing())
        .contains(at("2026-12-05T04:00+01:00"));
  }

  @Test
  void neverClosesWhenTheWholeWeekIsOpenAndNothingIsFrozen() {
    List<Window> always = List.of(window(EVERY_DAY, "00:00", "00:00"));

    assertThat(calendar("Europe/Berlin", always).at(at("2026-12-04T23:00+01:00")).nextClosing())
        .isEmpty();
    assertThat(
            calendar("Europe/Berlin", always, freeze("2027-06-01", "2027-06-02"))
                .at(at("2026-12-04T23:00+01:00"))
                .nextClosing())
        .contains(at("2027-06-01T00:00+02:00"));
  }

  @Test
  void letsFreezesOverlapAndFollowEachOther() {
    var calendar =
        calendar(
            "Europe/Berlin",
            List.of(),
            freeze("2026-12-20", "2026-12-27"),
            freeze("2026-12-24", "2026-12-31"),
            freeze("2027-01-01", "2027-01-01"));

    assertThat(calendar.at(at("2026-12-21T12:00+01:00")).nextOpening())
        .contains(at("2027-01-02T00:00+01:00"));
    assertThat(calendar.at(at("2026-12-01T12:00+01:00")).nextClosing())
        .contains(at("2026-12-20T00:00+01:00"));
  }

  /** Berlin skips 02:00 to 03:00, New York too; both on a Sunday. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-03-29, +01:00, +02:00",
    "America/New_York, 2026-03-08, -05:00, -04:00"
  })
  void opensLaterOrNotAtAllWhereTheClockSkips(
      String zone, String day, String before, String after) {
    Instant lastOfTheDayBefore = at(day + "T00:00" + before);
    Instant change = at(day + "T03:00" + after);
    LocalDate next = LocalDate.parse(day).plusDays(1);

    assertThat(
            calendar(zone, List.of(window(EVERY_DAY, "02:00", "03:00")))
                .at(lastOfTheDayBefore)
                .nextOpening())
        .as("an hour that is skipped")
        .contains(at(next + "T02:00" + after));
    WindowAnswer half =
        calendar(zone, List.of(window(EVERY_DAY, "02:30", "03:30"))).at(lastOfTheDayBefore);
    assertThat(half.nextOpening()).as("half of it is skipped").contains(change);
    assertThat(half.nextClosing()).contains(at(day + "T03:30" + after));
    WindowAnswer across =
        calendar(zone, List.of(window(EVERY_DAY, "01:00", "04:00"))).at(lastOfTheDayBefore);
    assertThat(across.nextOpening()).contains(at(day + "T01:00" + before));
    assertThat(across.nextClosing()).as("an hour shorter").contains(at(day + "T04:00" + after));
  }

  /** Berlin shows 02:00 to 03:00 twice, New York 01:00 to 02:00. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-10-25, 02, 03, +02:00, +01:00",
    "America/New_York, 2026-11-01, 01, 02, -04:00, -05:00"
  })
  void opensOnceWhereTheClockShowsAnHourTwice(
      String zone, String day, String twice, String after, String before, String then) {
    Instant midnight = at(day + "T00:00" + before);

    WindowAnswer hour =
        calendar(zone, List.of(window(EVERY_DAY, twice + ":00", after + ":00"))).at(midnight);
    assertThat(hour.nextOpening()).contains(at(day + "T" + twice + ":00" + before));
    assertThat(hour.nextClosing()).as("both hours").contains(at(day + "T" + after + ":00" + then));

    var inside = calendar(zone, List.of(window(EVERY_DAY, twice + ":15", twice + ":45")));
    assertThat(inside.at(midnight).nextClosing())
        .as("the first time only")
        .contains(at(day + "T" + twice + ":45" + before));
    assertThat(inside.at(at(day + "T" + twice + ":30" + then)).open()).isFalse();

    WindowAnswer into =
        calendar(zone, List.of(window(EVERY_DAY, twice + ":30", after + ":30"))).at(midnight);
    assertThat(into.nextOpening()).contains(at(day + "T" + twice + ":30" + before));
    assertThat(into.nextClosing()).contains(at(day + "T" + after + ":30" + then));
  }

  /**
   * Walks through some weeks minute by minute and remembers what the clock showed: a window opens
   * at the first minute that shows its start or later, and closes at the first that shows its end
   * or later.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Berlin 2026-03-15",
        "Europe/Berlin 2026-10-11",
        "America/New_York 2026-02-22",
        "America/New_York 2026-10-18",
        "Australia/Lord_Howe 2026-03-22",
        "Pacific/Apia 2011-12-18",
        "America/Havana 2026-10-18"
      })
  void agreesWithACalendarThatWalksMinuteByMinute(String start) {
    long seed = Long.getLong("plimsoll.seed", System.nanoTime());
    System.err.println("WindowCalendarTest seed " + seed + " " + start);
    var random = new Random(seed);
    ZoneId zone = ZoneId.of(start.split(" ")[0]);
    LocalDate first = LocalDate.parse(start.split(" ")[1]);
    for (int round = 0; round < 6; round++) {
      var schedule = schedule(random, zone, first);
      var walked = new Walked(schedule, first.atStartOfDay(zone).toInstant(), 28);
      var calendar = new WindowCalendar(Optional.of(schedule));
      for (int question = 0; question < 150; question++) {
        int minute = random.nextBoolean() ? random.nextInt(24 * DAY) : nearTheChange(random);
        WindowAnswer answer =
            calendar.at(walked.instant(minute).plusMillis(random.nextInt(60_000)));
        String what = "seed %d: %s at %s".formatted(seed, schedule, answer.at());
        assertThat(answer.open()).as(what).isEqualTo(walked.open(minute));
        Optional<Instant> change = walked.change(minute);
        if (change.isPresent()) {
          assertThat(answer.open() ? answer.nextClosing() : answer.nextOpening())
              .as(what)
              .isEqualTo(change);
        }
      }
    }
  }

  /** The clocks above change 12 to 14 days after the walk begins. */
  private static int nearTheChange(Random random) {
    return 11 * DAY + random.nextInt(4 * DAY);
  }

  private static Schedule schedule(Random random, ZoneId zone, LocalDate first) {
    var windows = new ArrayList<Window>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      var days = EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)));
      days.add(random.nextBoolean() ? DayOfWeek.SUNDAY : DayOfWeek.of(1 + random.nextInt(7)));
      windows.add(new Window(days, time(random), time(random)));
    }
    var freezes = new ArrayList<Freeze>();
    int cold = windows.isEmpty() ? 2 : random.nextInt(3);
    for (int i = 0; i < cold; i++) {
      LocalDate from = first.plusDays(random.nextInt(28));
      freezes.add(new Freeze(from, from.plusDays(random.nextInt(4)), Optional.empty()));
    }
    return new Schedule(zone, windows, freezes, Overrun.HOLD);
  }

  /** Near the hours at which clocks change, mostly. */
  private static LocalTime time(Random random) {
    int hour = random.nextBoolean() ? random.nextInt(4) : random.nextInt(24);
    return LocalTime.of(hour, 15 * random.nextInt(4));
  }

  /** What is open, found out by walking. */
  private static final class Walked {
    private final Instant begin;
    private final boolean[] open;

    Walked(Schedule schedule, Instant begin, int days) {
      this.begin = begin;
      this.open = new boolean[days * 24 * 60];
      ZoneId zone = schedule.zone();
      LocalDate from = LocalDate.ofInstant(begin, zone).minusDays(3);
      if (schedule.windows().isEmpty()) {
        Arrays.fill(open, true);
      }
      for (int day = 0; day <= days + 4; day++) {
        LocalDate date = from.plusDays(day);
        for (Window window : schedule.windows()) {
          if (window.days().contains(date.getDayOfWeek())) {
            LocalDate last = window.crossesMidnight() ? date.plusDays(1) : date;
            mark(first(zone, date, window.from()), first(zone, last, window.until()), true);
          }
        }
      }
      for (Freeze freeze : schedule.freezes()) {
        mark(
            first(zone, freeze.from(), LocalTime.MIDNIGHT),
            first(zone, freeze.until().plusDays(1), LocalTime.MIDNIGHT),
            false);
      }
    }

    /** Walks from two days before until the clock shows the time or more. */
    private static Instant first(ZoneId zone, LocalDate day, LocalTime time) {
      Instant walker = day.minusDays(2).atTime(12, 0).toInstant(ZoneOffset.UTC);
      while (walker.atZone(zone).toLocalDateTime().isBefore(day.atTime(time))) {
        walker = walker.plusSeconds(MINUTE);
      }
      return walker;
    }

    private void mark(Instant from, Instant until, boolean value) {
      for (int minute = minute(from); minute < minute(until); minute++) {
        open[minute] = value;
      }
    }

    /** Within the walk. */
    private int minute(Instant at) {
      long minutes = Duration.between(begin, at).toMinutes();
      return (int) Math.max(0, Math.min(open.length, minutes));
    }

    Instant instant(int minute) {
      return begin.plusSeconds(minute * MINUTE);
    }

    boolean open(int minute) {
      return open[minute];
    }

    /** The next minute that is otherwise; unknown when the walk ends before. */
    Optional<Instant> change(int minute) {
      for (int next = minute + 1; next < open.length; next++) {
        if (open[next] != open[minute]) {
          return Optional.of(instant(next));
        }
      }
      return Optional.empty();
    }
  }
}
