package io.plimsoll.cli;

import io.plimsoll.engine.Verb;

@picocli.CommandLine.Command(
    name = "abort",
    description = {
      "Gives a run up, whatever it is doing: nothing is promoted any more, and it goes back as with"
          + " 'rollback'. A later rollback does not replace an abort."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll abort sidekick-k3f9ax",
      "  plimsoll abort sidekick-k3f9ax --yes",
      "  plimsoll abort sidekick-k3f9ax --yes --server https://plimsoll.example:8443"
    })
final class AbortCommand extends ConfirmedCommand {
  AbortCommand(Bench bench) {
    super(bench, Verb.ABORT);
  }
}
