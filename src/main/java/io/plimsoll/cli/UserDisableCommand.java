package io.plimsoll.cli;

import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "disable",
    description = {
      "Shuts an account out at once: its sessions end, its tokens are revoked for good.",
      "It is never removed, because old decisions name it. The last administrator stays."
    },
    footerHeading = "%nExamples:%n",
    footer = "  plimsoll user disable bob")
final class UserDisableCommand extends AccountsCommand {
  @Parameters(paramLabel = "NAME", description = "The account.")
  String name;

  UserDisableCommand(Bench bench) {
    super(bench);
  }

  /** What {@code --output json} prints. */
  record Disabled(String name, boolean disabled) {}

  @Override
  ExitCode run() {
    try (AccountKeeping keeping = keeping()) {
      keeping.disable(name);
      if (json()) {
        printJson(new Disabled(name, true));
      } else {
        voice().say(name + " is disabled; its sessions have ended, its tokens are revoked");
      }
      return ExitCode.OK;
    }
  }
}
