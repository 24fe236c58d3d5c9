package io.plimsoll.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Numbers, times and states as people read them; the same on every machine. */
final class Words {
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final String[] SIZES = {"kB", "MB", "GB", "TB", "PB"};
  private static final int THOUSAND = 1000;

  private Words() {}

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code -} when it was not measured. */
  static String number(Optional<Long> number) {
    return number.map(Words::number).orElse("-");
  }

  /** {@code 1 row}, {@code 1,204 rows}. */
  static String count(long number, String singular) {
    return number(number) + " " + singular + (number == 1 ? "" : "s");
  }

  static String bytes(long bytes) {
    double size = bytes;
    int unit = -1;
    while (size >= THOUSAND && unit < SIZES.length - 1) {
      size /= THOUSAND;
      unit++;
    }
    return unit < 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", size, SIZES[unit]);
  }

  static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < THOUSAND) {
      return millis + " ms";
    }
    long seconds = millis / THOUSAND;
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", millis / (double) THOUSAND);
    }
    return seconds < 3600
        ? "%d min %d s".formatted(seconds / 60, seconds % 60)
        : "%d h %d min".formatted(seconds / 3600, seconds / 60 % 60);
  }

  static String at(Instant at) {
    return AT.format(at);
  }

  /** {@code CUT_OVER} as {@code cut-over}. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
