package io.plimsoll.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "password",
    description =
        "Sets a password: your own, or anybody's as an admin. It ends that account's sessions.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll user password ann",
      "  plimsoll user password ann --no-input --password-file new-password"
    })
final class UserPasswordCommand extends AccountsCommand {
  @Mixin Passwords passwords = new Passwords();

  @Parameters(paramLabel = "NAME", description = "The account.")
  String name;

  UserPasswordCommand(Bench bench) {
    super(bench);
  }

  /** What {@code --output json} prints. */
  record Changed(String name, boolean passwordChanged) {}

  @Override
  ExitCode run() {
    try (AccountKeeping keeping = keeping()) {
      keeping.changePassword(name, () -> passwords.fresh(bench, name));
      if (json()) {
        printJson(new Changed(name, true));
      } else {
        voice().say("the password of " + name + " was changed; its sessions have ended");
      }
      return ExitCode.OK;
    }
  }
}
