package io.plimsoll.cli;

import io.plimsoll.gate.GateDecision;
import java.util.Optional;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
    name = "approve",
    description = {
      "Approves that a run goes on from the gate it is at. When every seat is filled the stage"
          + " begins as soon as the run is driven.",
      "An approval counts once, for this evidence, until the gate's deadline; 'withdraw' takes it"
          + " back before."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll approve sidekick-k3f9ax --digest 4c1f0a9be2d7",
      "  plimsoll approve sidekick-k3f9ax --digest 4c1f0a9be2d7 --break-glass --incident INC-7"
          + " --comment array-fails",
      "  plimsoll approve sidekick-k3f9ax --digest 4c1f0a9be2d7 --server"
          + " https://plimsoll.example:8443"
    })
final class ApproveCommand extends DecideCommand {
  @Option(
      names = "--break-glass",
      description =
          "In an emergency: turns a key instead of taking a seat. Two keys open the gate, or one"
              + " with --incident. It pages at once, and a review is due.")
  boolean breakGlass;

  @Option(
      names = "--incident",
      paramLabel = "ID",
      description = "The incident that makes one key enough.")
  Optional<String> incident = Optional.empty();

  ApproveCommand(Bench bench) {
    super(bench);
  }

  @Override
  GateDecision.Kind kind() {
    if (incident.isPresent() && !breakGlass) {
      throw new RefusalException("--incident goes with --break-glass; nothing was changed");
    }
    return breakGlass ? GateDecision.Kind.BREAK_GLASS : GateDecision.Kind.APPROVE;
  }

  @Override
  Optional<String> incident() {
    return incident;
  }
}
