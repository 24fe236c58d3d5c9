package io.plimsoll.cli;

import io.plimsoll.gate.GateDecision;

@picocli.CommandLine.Command(
    name = "reject",
    description =
        "Refuses that a run goes on from the gate it is at: the run goes back, as with 'rollback'.",
    footerHeading = "%nExamples:%n",
    footer = "  plimsoll reject sidekick-k3f9ax --digest 4c1f0a9be2d7 --comment too-slow")
final class RejectCommand extends DecideCommand {
  RejectCommand(Bench bench) {
    super(bench);
  }

  @Override
  GateDecision.Kind kind() {
    return GateDecision.Kind.REJECT;
  }
}
