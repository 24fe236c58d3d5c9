package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "explain",
    description = {
      "Says who could decide at a gate, what is missing, and what would happen; changes nothing.",
      "Without --stage it is the gate the run is at, or comes to next."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll gate explain sidekick-k3f9ax",
      "  plimsoll gate explain sidekick-k3f9ax --stage finalize --at 2026-12-05T02:00:00Z",
      "  plimsoll gate explain sidekick-k3f9ax --server https://plimsoll.example:8443"
    })
final class GateExplainCommand extends ReachingCommand {
  @Parameters(paramLabel = "RUN", description = "The run's id.")
  RunId id;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "The stage the gate stands before.")
  Optional<StageName> stage = Optional.empty();

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "As of this instant, if nobody does anything until then.")
  Optional<Instant> at = Optional.empty();

  GateExplainCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    try (Reach reach = reach()) {
      Reach.RunSeen run = reach.find(id);
      GateShown gate = reach.gate(run, stage.orElseGet(() -> reach.gateAhead(run)), at).shown();
      if (json()) {
        printJson(gate);
      } else {
        gate.print(voice());
      }
      return ExitCode.OK;
    }
  }
}
