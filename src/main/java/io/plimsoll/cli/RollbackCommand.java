package io.plimsoll.cli;

import io.plimsoll.engine.Verb;

@picocli.CommandLine.Command(
    name = "rollback",
    description = {
      "Takes a run back: clients to the source, the target emptied of what the run made.",
      "If another process holds the run it is asked to, and obeys at its next safe point (exit 3)."
          + " Repeating is harmless."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll rollback sidekick-k3f9ax",
      "  plimsoll rollback sidekick-k3f9ax --yes --wait",
      "  plimsoll rollback sidekick-k3f9ax --yes --server https://plimsoll.example:8443"
    })
final class RollbackCommand extends ConfirmedCommand {
  RollbackCommand(Bench bench) {
    super(bench, Verb.ROLLBACK);
  }
}
