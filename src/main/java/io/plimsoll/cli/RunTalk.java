package io.plimsoll.cli;

import io.plimsoll.run.RunPage;
import java.util.Optional;

/** Tells a person how a run moves that others work on: each change once. */
final class RunTalk {
  static final String NO_LONGER = "no longer watching; the run goes on without us";

  private final Voice voice;
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

  void said(RunPage.Line run, String line) {
    voice.say("%s %s".formatted(run.id(), line));
  }
}
