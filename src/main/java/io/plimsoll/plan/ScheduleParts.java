package io.plimsoll.plan;

import io.plimsoll.plan.Schedule.Freeze;
import io.plimsoll.plan.Schedule.Overrun;
import io.plimsoll.plan.Schedule.Window;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The windows and freezes of a plan, and the zone they are meant in. */
final class ScheduleParts {
  private static final String END_OF_DAY = "24:00";

  private final Section spec;
  private final Section written;

  ScheduleParts(Section spec) {
    this.spec = spec;
    this.written = spec.at("schedule");
  }

  Optional<Schedule> schedule() {
    if (!spec.has("schedule")) {
      return Optional.empty();
    }
    return Optional.of(
        new Schedule(
            zone(),
            written.items("windows").stream().flatMap(item -> window(item).stream()).toList(),
            written.items("freezes").stream().flatMap(item -> freeze(item).stream()).toList(),
            overrun()));
  }

  /**
   * Only names of the tz database: an offset such as {@code +02:00} would be an hour off for half
   * of the year, and nobody would notice until then.
   */
  private ZoneId zone() {
    String name = written.text("timeZone");
    if (ZoneId.getAvailableZoneIds().contains(name)) {
      return ZoneId.of(name);
    }
    if (!name.isEmpty() && !written.problems().blames(written.pathOf("timeZone"))) {
      List<String> known = ZoneId.getAvailableZoneIds().stream().sorted().toList();
      written.problem(
          "timeZone",
          Wording.expected(
                  Wording.quoted(name), "a time zone of the tz database such as Europe/Berlin")
              + Nearest.hint(name, known));
    }
    return ZoneOffset.UTC;
  }

  private static Optional<Window> window(Section item) {
    Set<DayOfWeek> days = days(item);
    Optional<LocalTime> from = time(item, "from");
    Optional<LocalTime> until = time(item, "until");
    if (days.isEmpty() || from.isEmpty() || until.isEmpty()) {
      return Optional.empty();
    }
    if (item.text("from").equals(item.text("until"))) {
      item.problem(
          "until",
          Wording.expected(
              Wording.quoted(item.text("until")) + ", the same as from",
              "another time; a whole day is from \"00:00\" until \"24:00\""));
    }
    return Optional.of(new Window(days, from.get(), until.get()));
  }

  private static Set<DayOfWeek> days(Section item) {
    var days = EnumSet.noneOf(DayOfWeek.class);
    for (Section written : item.items("days")) {
      day(written)
          .filter(day -> !days.add(day))
          .ifPresent(
              day ->
                  written
                      .problems()
                      .add(
                          written.path(),
                          Wording.expected(
                              Wording.quoted(written.node().asString()) + " a second time",
                              "each day once")));
    }
    return days;
  }

  private static Optional<DayOfWeek> day(Section written) {
    String name = written.node().isString() ? written.node().asString() : "";
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH).equals(name))
        .findFirst();
  }

  /** The end of the day reads as midnight, which is at or before any start and so the next one. */
  private static Optional<LocalTime> time(Section item, String key) {
    String text = item.text(key);
    if (text.isEmpty() || item.problems().blames(item.pathOf(key))) {
      return Optional.empty();
    }
    return Optional.of(text.equals(END_OF_DAY) ? LocalTime.MIDNIGHT : LocalTime.parse(text));
  }

  private static Optional<Freeze> freeze(Section item) {
    Optional<LocalDate> from = item.day("from");
    Optional<LocalDate> until = item.day("until");
    if (from.isEmpty() || until.isEmpty()) {
      return Optional.empty();
    }
    if (until.get().isBefore(from.get())) {
      item.problem(
          "until",
          Wording.expected(
              Wording.quoted(item.text("until")),
              "a day not before from, which is " + from.get() + "; until is the last frozen day"));
    }
    return Optional.of(new Freeze(from.get(), until.get(), item.optionalText("reason")));
  }

  private Overrun overrun() {
    return switch (written.text("overrun")) {
      case "finish-stage" -> Overrun.FINISH_STAGE;
      case "rollback" -> Overrun.ROLLBACK;
      default -> Overrun.HOLD;
    };
  }
}
