package io.plimsoll.cli;

import io.plimsoll.engine.Verb;

@picocli.CommandLine.Command(
    name = "finalize",
    description = {
      "Gives the way back up for good, where the run waits before finalize: the target is the only"
          + " side from here on.",
      "It asks first. Where the plan asks a quorum there, 'approve' decides and not this."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll finalize sidekick-k3f9ax",
      "  plimsoll finalize sidekick-k3f9ax --yes --wait --server https://plimsoll.example:8443"
    })
final class FinalizeCommand extends ConfirmedCommand {
  FinalizeCommand(Bench bench) {
    super(bench, Verb.FINALIZE);
  }
}
