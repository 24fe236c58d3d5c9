package io.plimsoll.cli;

import io.plimsoll.engine.Verb;

@picocli.CommandLine.Command(
    name = "retry",
    description = {
      "Tries again what failed, expired or could not be measured; what is done is not done twice.",
      "In this process; at a server, there. On a terminal it asks, elsewhere it does not."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll retry sidekick-k3f9ax",
      "  plimsoll retry sidekick-k3f9ax --yes --server https://plimsoll.example:8443"
    })
final class RetryCommand extends ConfirmedCommand {
  RetryCommand(Bench bench) {
    super(bench, Verb.RETRY);
  }
}
