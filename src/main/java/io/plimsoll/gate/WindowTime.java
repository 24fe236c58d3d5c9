package io.plimsoll.gate;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants as people in a zone read them, with the offset that tells an hour from its double. */
public final class WindowTime {
  private static final DateTimeFormatter TEXT =
      DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm xxx", Locale.ENGLISH);

  private WindowTime() {}

  /** {@code Sat 2026-12-05 01:00 -08:00 America/Los_Angeles}. */
  public static String text(Instant at, ZoneId zone) {
    return TEXT.withZone(zone).format(at) + " " + zone;
  }
}
