package io.plimsoll.sidekick;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Points in time between 1900 and 9999, with those that have broken storage changes before. */
final class Instants {
  private static final long FROM_2002 = micros(LocalDateTime.of(2002, 10, 1, 0, 0));
  private static final long TO_2009 = micros(LocalDateTime.of(2009, 10, 1, 0, 0));

  /** What starts later may not get an end: the year would have five digits. */
  static final long LAST_WITH_ROOM = micros(LocalDateTime.of(9999, 1, 1, 0, 0));

  /** Before the epoch, gap and fold of summer time, the end of 32 bits, a leap day, the last. */
  private static final Long[] ODD = {
    micros(LocalDateTime.of(1900, 1, 1, 0, 0)),
    micros(LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000)),
    micros(LocalDateTime.of(1970, 1, 1, 0, 0)),
    micros(LocalDateTime.of(2009, 3, 29, 1, 30)),
    micros(LocalDateTime.of(2009, 10, 25, 0, 30)),
    micros(LocalDateTime.of(2009, 10, 25, 1, 30, 0, 1_000)),
    micros(LocalDateTime.of(2038, 1, 19, 3, 14, 8)),
    micros(LocalDateTime.of(2000, 2, 29, 12, 0)),
    micros(LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000))
  };

  private Instants() {}

  /** Microseconds since 1970, UTC: most in the seven years the service ran, some odd. */
  static long any(Draw draw) {
    return draw.oneIn(60) ? draw.pick(ODD) : draw.between(FROM_2002, TO_2009);
  }

  /** A time with microseconds or, more often, whole seconds. */
  static StringBuilder past(Draw draw, StringBuilder out) {
    long micros = any(draw);
    return PgText.timestamp(
        out, draw.oneIn(3) ? micros : micros - Math.floorMod(micros, 1_000_000L));
  }

  private static long micros(LocalDateTime time) {
    return time.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + time.getNano() / 1_000;
  }
}
