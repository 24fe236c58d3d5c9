package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import java.io.IOException;
import java.util.Optional;

@picocli.CommandLine.Command(
    name = "logout",
    description = "Ends the session of 'plimsoll login', here and in the control database.",
    footerHeading = "%nExamples:%n",
    footer = "  plimsoll logout")
final class LogoutCommand extends Command {
  LogoutCommand(Bench bench) {
    super(bench);
  }

  /** What {@code --output json} prints. */
  record LoggedOut(boolean wasLoggedIn) {}

  @Override
  ExitCode run() throws IOException {
    try (Desk.Session session = bench.open()) {
      var file = new LoginFile(bench, session);
      Optional<Secret> open = file.read();
      open.ifPresent(session.people().authentication()::logOut);
      file.remove();
      if (json()) {
        printJson(new LoggedOut(open.isPresent()));
      } else {
        voice().say(open.isPresent() ? "logged out" : "nobody was logged in");
      }
      return ExitCode.OK;
    }
  }
}
