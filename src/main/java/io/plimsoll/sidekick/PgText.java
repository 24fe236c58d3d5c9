package io.plimsoll.sidekick;

import java.time.LocalDate;

/**
 * Values as PostgreSQL itself prints them (time zone UTC, style ISO), appended to a scratch buffer.
 * Only what the sample uses: no dates before Christ, no infinities.
 */
final class PgText {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int SECONDS_PER_DAY = 86_400;
  private static final String HEX = "0123456789abcdef";

  private PgText() {}

  static StringBuilder date(StringBuilder out, long epochDay) {
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    padded(out, date.getYear(), 4).append('-');
    padded(out, date.getMonthValue(), 2).append('-');
    return padded(out, date.getDayOfMonth(), 2);
  }

  /** {@code 2026-01-31 23:59:59.5}, without a zone. */
  static StringBuilder timestamp(StringBuilder out, long epochMicros) {
    long seconds = Math.floorDiv(epochMicros, MICROS_PER_SECOND);
    int ofDay = (int) Math.floorMod(seconds, (long) SECONDS_PER_DAY);
    date(out, Math.floorDiv(seconds, (long) SECONDS_PER_DAY)).append(' ');
    padded(out, ofDay / 3600, 2).append(':');
    padded(out, ofDay / 60 % 60, 2).append(':');
    padded(out, ofDay % 60, 2);
    return fraction(out, (int) Math.floorMod(epochMicros, MICROS_PER_SECOND));
  }

  /** {@code +} or {@code -}, digits, and six decimals without the zeros at the end. */
  static StringBuilder millionths(StringBuilder out, long value) {
    if (value < 0) {
      out.append('-');
    }
    out.append(Math.abs(value) / MICROS_PER_SECOND);
    return fraction(out, (int) (Math.abs(value) % MICROS_PER_SECOND));
  }

  static StringBuilder uuid(StringBuilder out, long high, long low) {
    hex(out, high >>> 32, 8).append('-');
    hex(out, high >>> 16, 4).append('-');
    hex(out, high, 4).append('-');
    hex(out, low >>> 48, 4).append('-');
    return hex(out, low, 12);
  }

  /** The last {@code digits} hexadecimal digits of a number. */
  static StringBuilder hex(StringBuilder out, long value, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      out.append(HEX.charAt((int) (value >>> shift) & 0xF));
    }
    return out;
  }

  static StringBuilder padded(StringBuilder out, int value, int digits) {
    for (int limit = 10, place = 1; place < digits; place++, limit *= 10) {
      if (value < limit) {
        out.append('0');
      }
    }
    return out.append(value);
  }

  /** One element of {@code text[]}; quoted by the rules of array_out. */
  static StringBuilder arrayElement(StringBuilder out, String value) {
    if (!needsQuotes(value)) {
      return out.append(value);
    }
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    return out.append('"');
  }

  /** A JSON string as jsonb prints it: only what JSON demands is escaped. */
  static StringBuilder jsonString(StringBuilder out, String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      int escape = "\b\f\n\r\t\"\\".indexOf(c);
      if (escape >= 0) {
        out.append('\\').append("bfnrt\"\\".charAt(escape));
      } else if (c < 0x20) {
        hex(out.append("\\u"), c, 4);
      } else {
        out.append(c);
      }
    }
    return out.append('"');
  }

  private static boolean needsQuotes(String value) {
    if (value.isEmpty() || value.equalsIgnoreCase("null")) {
      return true;
    }
    return value.chars().anyMatch(c -> "{}\",\\ \t\n\r\u000B\f".indexOf(c) >= 0);
  }

  private static StringBuilder fraction(StringBuilder out, int micros) {
    if (micros != 0) {
      padded(out.append('.'), micros, 6);
      while (out.charAt(out.length() - 1) == '0') {
        out.setLength(out.length() - 1);
      }
    }
    return out;
  }
}
