package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Mixin;

@picocli.CommandLine.Command(
    name = "logout",
    description =
        "Ends the session of 'plimsoll login', here and in the control database or at the server.",
    footerHeading = "%nExamples:%n",
    footer = {"  plimsoll logout", "  plimsoll logout --server https://plimsoll.example:8443"})
final class LogoutCommand extends Command {
  @Mixin ServerOptions server = new ServerOptions();

  LogoutCommand(Bench bench) {
    super(bench);
  }

  /** What {@code --output json} prints. */
  record LoggedOut(boolean wasLoggedIn) {}

  @Override
  ExitCode run() throws IOException {
    Optional<ServerAddress> address = server.address(bench);
    boolean was = address.isPresent() ? new ServerSession(bench, address.get()).logOut() : here();
    if (json()) {
      printJson(new LoggedOut(was));
    } else {
      voice().say(was ? "logged out" : "nobody was logged in");
    }
    return ExitCode.OK;
  }

  private boolean here() throws IOException {
    try (Desk.Session session = bench.open()) {
      var file = new LoginFile(bench, session);
      Optional<Secret> open = file.read();
      open.ifPresent(session.people().authentication()::logOut);
      file.remove();
      return open.isPresent();
    }
  }
}
