package io.plimsoll.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "enable",
    description = "Lets a disabled account in again; sessions and tokens stay gone.",
    footerHeading = "%nExamples:%n",
    footer = "  plimsoll user enable bob")
final class UserEnableCommand extends Command {
  @Mixin Identification identification = new Identification();

  @Parameters(paramLabel = "NAME", description = "The account.")
  String name;

  UserEnableCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      session.people().administration().enable(identification.caller(bench, session), name);
      if (json()) {
        printJson(new UserDisableCommand.Disabled(name, false));
      } else {
        voice().say(name + " may log in again");
      }
      return ExitCode.OK;
    }
  }
}
