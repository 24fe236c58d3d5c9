package io.plimsoll.gate;

import io.plimsoll.gate.WindowAnswer.Reason;
import io.plimsoll.plan.Schedule;
import io.plimsoll.plan.Schedule.Freeze;
import io.plimsoll.plan.Schedule.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a schedule means at an instant; everyone who asks, asks here. A window opens when the clock
 * of its zone first shows {@code from} or later on that day, and closes when it first shows {@code
 * until} or later. So it opens once: an hour that the clock shows twice belongs to it as a whole or
 * up to where it ends for the first time, and a window inside an hour that the clock skips never
 * opens. Freezes take whole days out of it.
 */
public final class WindowCalendar {
  /** A window opened at most so many days ago: a day, and one for a zone that skips one. */
  private static final int DAYS_BACK = 2;

  /**
   * What has not opened or closed in so many days never does, freezes aside: the week repeats, and
   * within five of them one is without a change of the clock.
   */
  private static final int DAYS_AHEAD = 36;

  /** Each step passes a freeze or reaches a window; a plan has at most 1,000 freezes. */
  private static final int MOST_STEPS = 2_100;

  private final Optional<Schedule> schedule;

  public WindowCalendar(Optional<Schedule> schedule) {
    this.schedule = schedule;
  }

  /**
   * @param until exclusive
   */
  private record Span(Instant from, Instant until, String text) {
    /** Clocks that are put forward can leave nothing of it. */
    boolean lasts() {
      return from.isBefore(until);
    }

    boolean covers(Instant at) {
      return !at.isBefore(from) && at.isBefore(until);
    }
  }

  public WindowAnswer at(Instant at) {
    if (schedule.isEmpty()) {
      return new WindowAnswer(
          at, Reason.ALWAYS_OPEN, "the plan has no schedule", Optional.empty(), Optional.empty());
    }
    Reason reason = reason(at);
    boolean open = reason == Reason.ALWAYS_OPEN || reason == Reason.IN_WINDOW;
    Optional<Instant> first = open ? closing(at) : opening(at);
    Optional<Instant> second = first.flatMap(open ? this::opening : this::closing);
    return new WindowAnswer(
        at, reason, why(at, reason), open ? second : first, open ? first : second);
  }

  private Reason reason(Instant at) {
    if (frozen(at).isPresent()) {
      return Reason.FROZEN;
    }
    if (plan().windows().isEmpty()) {
      return Reason.ALWAYS_OPEN;
    }
    return window(at).isPresent() ? Reason.IN_WINDOW : Reason.OUTSIDE_WINDOWS;
  }

  private String why(Instant at, Reason reason) {
    return switch (reason) {
      case ALWAYS_OPEN -> "the plan has no windows, and no freeze is on";
      case IN_WINDOW -> "inside the window " + window(at).orElseThrow().text();
      case OUTSIDE_WINDOWS ->
          "outside every window: "
              + plan().windows().stream().map(Window::text).collect(Collectors.joining("; "));
      case FROZEN -> "frozen from " + frozen(at).orElseThrow().text();
    };
  }

  /** The first open instant that is not before this one. */
  private Optional<Instant> opening(Instant at) {
    Instant candidate = at;
    for (int step = 0; step < MOST_STEPS; step++) {
      Optional<Span> freeze = frozen(candidate);
      if (freeze.isPresent()) {
        candidate = freeze.get().until();
      } else if (plan().windows().isEmpty() || window(candidate).isPresent()) {
        return Optional.of(candidate);
      } else {
        Optional<Instant> next = windowAfter(candidate);
        if (next.isEmpty()) {
          return Optional.empty();
        }
        candidate = next.get();
      }
    }
    throw new IllegalStateException("more than %d steps to an opening".formatted(MOST_STEPS));
  }

  /** The first instant after this open one that is not open. */
  private Optional<Instant> closing(Instant at) {
    Optional<Instant> frozen =
        freezes().map(Span::from).filter(from -> from.isAfter(at)).min(Comparator.naturalOrder());
    Optional<Instant> closed = plan().windows().isEmpty() ? Optional.empty() : windowsEnd(at);
    return Stream.of(frozen, closed).flatMap(Optional::stream).min(Comparator.naturalOrder());
  }

  /** Where the windows that cover this instant, or follow without a gap, end. */
  private Optional<Instant> windowsEnd(Instant at) {
    Instant end = at;
    Instant never = at.plus(Duration.ofDays(DAYS_AHEAD));
    for (Optional<Span> window = window(end); window.isPresent(); window = window(end)) {
      end = window.get().until();
      if (end.isAfter(never)) {
        return Optional.empty();
      }
    }
    return Optional.of(end);
  }

  /** The window that covers the instant for longest. */
  private Optional<Span> window(Instant at) {
    return windows(at, DAYS_BACK, 1)
        .filter(span -> span.covers(at))
        .max(Comparator.comparing(Span::until));
  }

  private Optional<Instant> windowAfter(Instant at) {
    return windows(at, 1, DAYS_AHEAD)
        .map(Span::from)
        .filter(from -> from.isAfter(at))
        .min(Comparator.naturalOrder());
  }

  /** Every window that opens in these days around an instant, for however short. */
  private Stream<Span> windows(Instant at, int daysBack, int daysAhead) {
    LocalDate today = LocalDate.ofInstant(at, zone());
    return LongStream.rangeClosed(-daysBack, daysAhead)
        .mapToObj(today::plusDays)
        .flatMap(day -> plan().windows().stream().flatMap(window -> span(window, day)))
        .filter(Span::lasts);
  }

  private Stream<Span> span(Window window, LocalDate day) {
    if (!window.days().contains(day.getDayOfWeek())) {
      return Stream.empty();
    }
    LocalDate last = window.crossesMidnight() ? day.plusDays(1) : day;
    return Stream.of(
        new Span(first(day, window.from()), first(last, window.until()), window.text()));
  }

  private Optional<Span> frozen(Instant at) {
    return freezes().filter(span -> span.covers(at)).max(Comparator.comparing(Span::until));
  }

  /** A day that a zone has left out when it changed sides of the date line freezes nothing. */
  private Stream<Span> freezes() {
    return plan().freezes().stream().map(this::span).filter(Span::lasts);
  }

  private Span span(Freeze freeze) {
    return new Span(
        first(freeze.from(), LocalTime.MIDNIGHT),
        first(freeze.until().plusDays(1), LocalTime.MIDNIGHT),
        freeze.text());
  }

  /** The first instant at which the clock of the zone shows this time or a later one. */
  private Instant first(LocalDate day, LocalTime time) {
    LocalDateTime local = day.atTime(time);
    ZoneOffsetTransition change = zone().getRules().getTransition(local);
    boolean skipped = change != null && change.isGap();
    return skipped ? change.getInstant() : ZonedDateTime.of(local, zone()).toInstant();
  }

  private ZoneId zone() {
    return plan().zone();
  }

  private Schedule plan() {
    return schedule.orElseThrow();
  }
}
