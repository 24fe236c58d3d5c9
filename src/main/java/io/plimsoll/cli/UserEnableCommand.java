package io.plimsoll.cli;

import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "enable",
    description = "Lets a disabled account in again; sessions and tokens stay gone.",
    footerHeading = "%nExamples:%n",
    footer = "  plimsoll user enable bob")
final class UserEnableCommand extends AccountsCommand {
  @Parameters(paramLabel = "NAME", description = "The account.")
  String name;

  UserEnableCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    try (AccountKeeping keeping = keeping()) {
      keeping.enable(name);
      if (json()) {
        printJson(new UserDisableCommand.Disabled(name, false));
      } else {
        voice().say(name + " may log in again");
      }
      return ExitCode.OK;
    }
  }
}
