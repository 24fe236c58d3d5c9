package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "status",
    description =
        "Shows where a run is, who works on it and how far each shard is; beside a running process,"
            + " too.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll status sidekick-k3f9ax",
      "  plimsoll status sidekick-k3f9ax --output json | jq .state",
      "  plimsoll status sidekick-k3f9ax --server https://plimsoll.example:8443"
    })
final class StatusCommand extends ReachingCommand {
  @Parameters(paramLabel = "RUN", description = "The run's id.")
  RunId id;

  StatusCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    try (Reach reach = reach()) {
      Reach.RunSeen run = reach.find(id);
      new StatusText(run.line(), run.holder(), reach.shards(id)).tell(bench);
      return ExitCode.OK;
    }
  }
}
