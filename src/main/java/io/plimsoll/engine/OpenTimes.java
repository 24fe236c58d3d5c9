package io.plimsoll.engine;

import io.plimsoll.gate.WindowCalendar;
import java.time.Duration;
import java.time.Instant;
import org.quartz.impl.calendar.BaseCalendar;

/** The plan's windows as the job engine wants them: times outside are left out. Kept in memory. */
final class OpenTimes extends BaseCalendar {
  private final transient WindowCalendar windows;
  private final Duration ahead;

  /**
   * @param ahead how far the clock that the windows are held against is ahead of this machine's
   */
  OpenTimes(WindowCalendar windows, Duration ahead) {
    this.windows = windows;
    this.ahead = ahead;
  }

  @Override
  public boolean isTimeIncluded(long millis) {
    return windows.at(Instant.ofEpochMilli(millis).plus(ahead)).open();
  }

  @Override
  public long getNextIncludedTime(long millis) {
    Instant at = Instant.ofEpochMilli(millis).plus(ahead);
    return isTimeIncluded(millis)
        ? millis
        : windows
            .at(at)
            .nextOpening()
            .map(opening -> whole(opening.minus(ahead)))
            .orElse(Long.MAX_VALUE);
  }

  /** The first whole millisecond that is not earlier: one that is would still be closed. */
  static long whole(Instant at) {
    long millis = at.toEpochMilli();
    return Instant.ofEpochMilli(millis).isBefore(at) ? millis + 1 : millis;
  }
}
