package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "watch",
    description = {
      "Tells how a run moves that others work on, until it ends, waits, or Ctrl-C; then shows its"
          + " status. It changes nothing.",
      "The exit code says how the run rests, as that of 'run' does."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll watch sidekick-k3f9ax",
      "  plimsoll watch sidekick-k3f9ax --server https://plimsoll.example:8443"
    })
final class WatchCommand extends ReachingCommand {
  @Parameters(paramLabel = "RUN", description = "The run's id.")
  RunId id;

  WatchCommand(Bench bench) {
    super(bench);
  }

  @Override
  Set<ExitCode> exitCodes() {
    Set<ExitCode> codes = ExitCode.ofRun();
    codes.remove(ExitCode.STALE);
    return codes;
  }

  @Override
  ExitCode run() {
    try (Reach reach = reach()) {
      Reach.Watched rest = reach.watch(reach.find(id));
      Optional<String> holder =
          rest.code() == ExitCode.INTERRUPTED ? reach.find(id).holder() : Optional.empty();
      new StatusText(rest.line(), holder, reach.shards(id)).tell(bench);
      return rest.code();
    }
  }
}
