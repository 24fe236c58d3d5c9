package io.plimsoll.cli;

import io.plimsoll.run.RunPage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Tells a person how a run moves that others work on: each change once. */
final class RunTalk {
  /** Between two lines about the same work. */
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  static final String NO_LONGER = "no longer watching; the run goes on without us";

  private final Voice voice;
  private final Map<String, Instant> progressTold = new HashMap<>();
  private String told = "";

  RunTalk(Voice voice) {
    this.voice = voice;
  }

  synchronized void heard(RunPage.Line run) {
    Optional<String> wait =
        run.hold().map(hold -> "%s: %s".formatted(Words.of(hold.reason()), hold.text()));
    String asked = run.request().map(what -> ", asked to " + Words.of(what)).orElse("");
    String line =
        "%s %s%s%s"
            .formatted(
                run.id(), Words.of(run.state()), asked, wait.map(text -> ": " + text).orElse(""));
    if (!line.equals(told)) {
      told = line;
      voice.say(wait.isPresent() || run.diverged() ? Tone.CARE : Tone.PLAIN, line);
    }
  }

  /** How far a pass over a shard is; now and then. */
  synchronized void progressed(RunPage.Line run, String work, String line) {
    Instant now = voice.terminal().clock().instant();
    Instant last = progressTold.getOrDefault(work, Instant.MIN);
    if (last.isBefore(now.minus(BETWEEN))) {
      progressTold.put(work, now);
      said(run, line);
    }
  }

  void said(RunPage.Line run, String line) {
    voice.say("%s %s".formatted(run.id(), line));
  }
}
