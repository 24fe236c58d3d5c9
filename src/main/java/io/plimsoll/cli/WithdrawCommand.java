package io.plimsoll.cli;

import io.plimsoll.gate.GateDecision;

@picocli.CommandLine.Command(
    name = "withdraw",
    description = "Takes one's own approval back, as long as the stage has not begun on it.",
    footerHeading = "%nExamples:%n",
    footer = "  plimsoll withdraw sidekick-k3f9ax --digest 4c1f0a9be2d7")
final class WithdrawCommand extends DecideCommand {
  WithdrawCommand(Bench bench) {
    super(bench);
  }

  @Override
  GateDecision.Kind kind() {
    return GateDecision.Kind.WITHDRAW;
  }
}
