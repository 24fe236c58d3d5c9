package io.plimsoll.plan;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as plans spell them: {@code 500ms 10m 1h30m 7d}, or ISO 8601 {@code PT10M}. */
public final class Durations {
  /** Longer ones are taken for mistakes. */
  public static final Duration LIMIT = Duration.ofDays(366);

  private static final Pattern WHOLE = Pattern.compile("(?:[0-9]{1,9}(?:ms|s|m|h|d))+");
  private static final Pattern PART = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final int LONGEST_TEXT = 40;

  private Durations() {}

  /** Throws {@link IllegalArgumentException} saying what is expected; never negative. */
  public static Duration parse(String text) {
    Duration duration = text.startsWith("P") ? iso(text) : shorthand(text);
    if (duration.isNegative()) {
      throw malformed();
    }
    if (duration.compareTo(LIMIT) >= 0) {
      throw new IllegalArgumentException("a duration below 366d");
    }
    return duration;
  }

  private static Duration iso(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw malformed();
    }
  }

  private static Duration shorthand(String text) {
    if (text.length() > LONGEST_TEXT || !WHOLE.matcher(text).matches()) {
      throw malformed();
    }
    Duration sum = Duration.ZERO;
    for (Matcher part = PART.matcher(text); part.find(); ) {
      long count = Long.parseLong(part.group(1));
      sum = sum.plus(of(count, part.group(2)));
    }
    return sum;
  }

  private static Duration of(long count, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> throw new IllegalStateException("unit " + unit + " is not in the pattern");
    };
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("a duration such as 10m, 24h or 7d (or ISO 8601 PT10M)");
  }

  /** The shortest spelling that {@link #parse} reads back, to the millisecond: {@code 1h30m}. */
  public static String format(Duration duration) {
    var text = new StringBuilder();
    append(text, duration.toDaysPart(), "d");
    append(text, duration.toHoursPart(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long count, String unit) {
    if (count > 0) {
      text.append(count).append(unit);
    }
  }
}
