package io.plimsoll.plan;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When a run may change things. It says what was written; what that means at an instant is for one
 * evaluator to say, {@code gate.WindowCalendar}.
 *
 * @param zone in which days and times of day are meant
 * @param windows none means that it is always open, freezes aside
 * @param freezes win over windows
 */
public record Schedule(ZoneId zone, List<Window> windows, List<Freeze> freezes, Overrun overrun) {
  public Schedule {
    windows = List.copyOf(windows);
    freezes = List.copyOf(freezes);
  }

  /** The same without any freeze. */
  public Schedule withoutFreezes() {
    return new Schedule(zone, windows, List.of(), overrun);
  }

  /**
   * Recurs every week.
   *
   * @param days on which it opens, at least one
   * @param until on the following day when it is not after {@code from}
   */
  public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime until) {
    public Window {
      days = Set.copyOf(EnumSet.copyOf(days));
    }

    /** Whether it closes on the day after it has opened. */
    public boolean crossesMidnight() {
      return !until.isAfter(from);
    }

    /** As people write it: {@code Sat, Sun 01:00-05:00}. */
    public String text() {
      String names =
          days.stream()
              .sorted()
              .map(day -> day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH))
              .collect(Collectors.joining(", "));
      String end = until.equals(LocalTime.MIDNIGHT) ? "24:00" : until.toString();
      return "%s %s-%s".formatted(names, from, end);
    }
  }

  /**
   * Days on which nothing changes.
   *
   * @param until the last of them
   */
  public record Freeze(LocalDate from, LocalDate until, Optional<String> reason) {
    public String text() {
      return "%s to %s%s".formatted(from, until, reason.map(why -> ", " + why).orElse(""));
    }
  }

  /** What happens to a stage that is at work when its window has no time left. */
  public enum Overrun {
    /** It stops where it can go on, and waits for the next window. */
    HOLD,
    /** It ends what it has begun; the next one waits. */
    FINISH_STAGE,
    /** The run goes back while there is time for that. */
    ROLLBACK
  }
}
