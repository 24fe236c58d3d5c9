package io.plimsoll.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** A time that somebody typed: an instant, or what a clock shows in a zone. */
final class AskedTime {
  private AskedTime() {}

  /** Refuses what the clock of the zone never shows, or shows twice. */
  static Instant read(String text, ZoneId zone) {
    String typed = text.strip().replace(' ', 'T');
    try {
      return OffsetDateTime.parse(typed).toInstant();
    } catch (DateTimeException e) {
      return local(text, typed, zone);
    }
  }

  private static Instant local(String text, String typed, ZoneId zone) {
    LocalDateTime time;
    try {
      time = LocalDateTime.parse(typed);
    } catch (DateTimeException e) {
      throw new RefusalException(
          "'%s' is no time such as 2026-12-05T01:30, or with an offset 2026-12-05T01:30-08:00"
              .formatted(text));
    }
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
    if (offsets.isEmpty()) {
      throw new RefusalException(
          "%s is skipped in %s: the clock goes from %s to %s"
              .formatted(
                  time,
                  zone,
                  zone.getRules().getTransition(time).getDateTimeBefore().toLocalTime(),
                  zone.getRules().getTransition(time).getDateTimeAfter().toLocalTime()));
    }
    if (offsets.size() > 1) {
      throw new RefusalException(
          "%s comes twice in %s; write %s%s or %s%s"
              .formatted(time, zone, time, offsets.get(0), time, offsets.get(1)));
    }
    return time.toInstant(offsets.get(0));
  }
}
