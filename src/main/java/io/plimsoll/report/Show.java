package io.plimsoll.report;

import io.plimsoll.common.Verdict;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Numbers, times and verdicts as people read them; the same on every machine. */
final class Show {
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final String[] SIZES = {"kB", "MB", "GB", "TB", "PB"};

  private Show() {}

  static String text(String text) {
    return text.isBlank() ? "none" : text;
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 row}, {@code 1,204 rows}. */
  static String count(long number, String singular) {
    return number(number) + " " + singular + (number == 1 ? "" : "s");
  }

  static String bytes(long bytes) {
    double size = bytes;
    int unit = -1;
    while (size >= 1000 && unit < SIZES.length - 1) {
      size /= 1000;
      unit++;
    }
    return unit < 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", size, SIZES[unit]);
  }

  static String millis(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = millis / 1000;
    long hours = seconds / 3600;
    return hours > 0
        ? "%d h %d min".formatted(hours, seconds / 60 % 60)
        : seconds % 60 == 0
            ? "%d min".formatted(seconds / 60)
            : "%d min %d s".formatted(seconds / 60, seconds % 60);
  }

  /** Never rounds up to 100: 99.9999 is not everything. */
  static String percent(double percent) {
    return percent >= 100
        ? "100 %"
        : String.format(Locale.ROOT, "%.2f %%", Math.floor(percent * 100) / 100);
  }

  static String at(Instant at) {
    return AT.format(at);
  }

  static String yes(boolean yes) {
    return yes ? "yes" : "no";
  }

  static String verdict(Verdict verdict) {
    return switch (verdict) {
      case EQUAL -> "equal";
      case DIFFERENT -> "different";
      case NOT_VERIFIED -> "not verified";
    };
  }

  static String list(List<String> items) {
    return items.isEmpty() ? "none" : String.join("; ", items);
  }
}
