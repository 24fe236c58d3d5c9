package io.plimsoll.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** A line now and then, for logs: the first after a while, never more than one per interval. */
final class PlainDisplay implements Display {
  static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Voice voice;
  private final Clock clock;
  private final Map<Count.Work, Instant> said = new HashMap<>();

  PlainDisplay(Voice voice) {
    this.voice = voice;
    this.clock = voice.terminal().clock();
  }

  @Override
  public synchronized void advanced(Count count) {
    Instant now = clock.instant();
    Instant last = said.computeIfAbsent(count.work(), first -> now);
    if (count.rows() > 0 && !now.isBefore(last.plus(INTERVAL))) {
      said.put(count.work(), now);
      voice.say(count.line(now));
    }
  }

  @Override
  public synchronized void finished(Count count) {
    said.remove(count.work());
  }

  @Override
  public void close() {
    // Lines need no tidying up.
  }
}
