package io.plimsoll.cli;

import picocli.CommandLine.Command;

/** Commands that only hold others. */
final class Groups {
  private Groups() {}

  @Command(
      name = "report",
      description = "Shows or exports what a run did and what proves it.",
      footerHeading = "%nExamples:%n",
      footer = "  plimsoll report show sidekick-k3f9ax")
  static final class Report {}

  @Command(
      name = "snapshot",
      description = "Lists the snapshots in the vaults, or restores one into an empty database.",
      footerHeading = "%nExamples:%n",
      footer = "  plimsoll snapshot list")
  static final class Snapshot {}

  @Command(
      name = "windows",
      description = "Shows when a plan may change things.",
      footerHeading = "%nExamples:%n",
      footer = "  plimsoll windows explain plan.yaml")
  static final class Windows {}

  @Command(
      name = "sidekick",
      description = "Loads or audits the sample service.",
      footerHeading = "%nExamples:%n",
      footer = "  plimsoll sidekick load --store old --accounts 10000")
  static final class Sidekick {}

  @Command(
      name = "user",
      description = "Keeps the accounts of people and machines.",
      footerHeading = "%nExamples:%n",
      footer = "  plimsoll user list")
  static final class User {}

  @Command(
      name = "token",
      description = "Keeps API tokens, for scripts and machines.",
      footerHeading = "%nExamples:%n",
      footer = "  plimsoll token list")
  static final class Token {}

  @Command(
      name = "audit",
      description = "Verifies, lists or exports the log of who did what when.",
      footerHeading = "%nExamples:%n",
      footer = "  plimsoll audit verify")
  static final class Audit {}

  @Command(
      name = "gate",
      description =
          "Shows what a run waits for before a stage; opens it in an emergency, and reviews that.",
      footerHeading = "%nExamples:%n",
      footer = "  plimsoll gate explain sidekick-k3f9ax")
  static final class Gate {}

  @Command(
      name = "config",
      description = "Shows the configuration.",
      footerHeading = "%nExamples:%n",
      footer = "  plimsoll config print --effective")
  static final class Config {}
}
