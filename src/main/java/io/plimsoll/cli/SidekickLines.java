package io.plimsoll.cli;

import io.plimsoll.sidekick.SidekickProgress;
import java.time.Clock;
import java.time.Instant;

/** Says now and then how many records of the sample were written or compared. */
final class SidekickLines implements SidekickProgress {
  private final Voice voice;
  private final String done;
  private final Clock clock;
  private Instant said;
  private long records;

  SidekickLines(Voice voice, String done) {
    this.voice = voice;
    this.done = done;
    this.clock = voice.terminal().clock();
    this.said = clock.instant();
  }

  @Override
  public synchronized void advanced(String shard, String table, long more) {
    records += more;
    Instant now = clock.instant();
    if (!now.isBefore(said.plus(PlainDisplay.INTERVAL))) {
      said = now;
      voice.say(Words.count(records, "record") + " " + done);
    }
  }
}
