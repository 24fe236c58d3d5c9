package io.plimsoll.cli;

import io.plimsoll.engine.Verb;

@picocli.CommandLine.Command(
    name = "hold",
    description = {
      "Lets a run wait at its next safe point; what is copied stays, and 'resume' goes on.",
      "Whoever works on the run obeys. On a terminal it asks, elsewhere it does not."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll hold sidekick-k3f9ax",
      "  plimsoll hold sidekick-k3f9ax --wait --server https://plimsoll.example:8443"
    })
final class HoldCommand extends ConfirmedCommand {
  HoldCommand(Bench bench) {
    super(bench, Verb.HOLD);
  }
}
