package io.plimsoll.cli;

import io.plimsoll.engine.EngineListener;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
    name = "demo",
    description = {
      "Plays the main job on embedded databases while phones keep writing: the sample service moves"
          + " through all stages; a second run finds a copy altered, a third the new side after the"
          + " cut-over, and both roll back by themselves.",
      "Needs nothing installed and leaves nothing running. Exit 0 only when no record was lost."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  plimsoll demo", "  plimsoll demo --act 2"})
final class DemoCommand extends Command {
  @Option(names = "--act", paramLabel = "N", description = "Plays this act only. Repeatable.")
  Set<Integer> acts = new LinkedHashSet<>();

  DemoCommand(Bench bench) {
    super(bench);
  }

  /** The demo answers with its own code. */
  @Override
  ExitCode run() {
    try (var progress = new Progress(voice())) {
      int code = bench.demo().run(acts, new Watching(voice(), progress));
      return code == ExitCode.OK.number() ? ExitCode.OK : failed(code);
    }
  }

  private static ExitCode failed(int code) {
    return Arrays.stream(ExitCode.values())
        .filter(known -> known.number() == code)
        .findFirst()
        .orElse(ExitCode.ERROR);
  }

  private record Watching(Voice voice, EngineListener progress) implements DemoRunner.Audience {
    @Override
    public void say(String line) {
      voice.say(line);
    }

    @Override
    public void print(String line) {
      voice.print(line);
    }
  }
}
