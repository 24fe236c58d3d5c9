package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "start",
    description = {
      "Says that a submitted run may begin. A server drives it from then on, in the plan's windows.",
      "Whoever starts a run does not decide at its gates."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll start sidekick-k3f9ax",
      "  plimsoll start sidekick-k3f9ax --server https://plimsoll.example:8443"
    })
final class StartCommand extends ReachingCommand {
  @Parameters(paramLabel = "RUN", description = "The run's id.")
  RunId id;

  StartCommand(Bench bench) {
    super(bench);
  }

  /** What {@code --output json} prints. */
  record Started(String run) {}

  @Override
  Set<ExitCode> exitCodes() {
    return EnumSet.of(ExitCode.STALE);
  }

  @Override
  ExitCode run() {
    try (Reach reach = reach()) {
      Reach.RunSeen run = reach.find(id);
      reach.identify();
      String next = reach.start(run);
      if (json()) {
        printJson(new Started(id.value()));
      }
      voice().say("started run %s of plan %s; %s".formatted(id, run.sayings().get().plan(), next));
      return ExitCode.OK;
    }
  }
}
