package io.plimsoll.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The root of all commands; on its own it only shows what there is. */
@Command(
    name = "plimsoll",
    description = {
      "Moves storage without losing data: proves the backup first, verifies everything, and rolls"
          + " back by itself when the sides differ."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll check migrations/sidekick/plan.yaml",
      "  plimsoll plan migrations/sidekick/plan.yaml",
      "  plimsoll run migrations/sidekick/plan.yaml --hold-before cut-over",
      "  plimsoll demo"
    })
final class PlimsollCommand {
  @Mixin final GlobalOptions options;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows name and version.")
  boolean version;

  PlimsollCommand(GlobalOptions options) {
    this.options = options;
  }
}
