package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import io.plimsoll.people.Authentication;
import io.plimsoll.people.Caller;
import io.plimsoll.people.Origin;
import io.plimsoll.people.Outcome;
import io.plimsoll.people.Roles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "login",
    description = {
      "Logs you in at the control database of this installation, or at a server. Until 'plimsoll"
          + " logout', or until the session expires, your commands there are yours.",
      "The session is kept in a file that only you can read, under your state directory; one per"
          + " control database and per server."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll login ann",
      "  plimsoll login ann --no-input --password-file password",
      "  plimsoll login --oidc",
      "  plimsoll login ann --server https://plimsoll.example:8443"
    })
final class LoginCommand extends Command {
  @Mixin Passwords passwords = new Passwords();

  @Mixin ServerOptions server = new ServerOptions();

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Who you are; else you are asked.")
  Optional<String> name = Optional.empty();

  @Option(
      names = "--oidc",
      description =
          "Logs you in at the identity provider of the configuration: prints the address to open.")
  boolean oidc;

  LoginCommand(Bench bench) {
    super(bench);
  }

  /** What {@code --output json} prints. */
  record LoggedIn(String name, List<String> roles, String file) {}

  @Override
  ExitCode run() throws IOException {
    Optional<ServerAddress> address = server.address(bench);
    return address.isPresent() ? at(new ServerSession(bench, address.get())) : here();
  }

  private ExitCode at(ServerSession session) throws IOException {
    if (oidc) {
      throw new RefusalException(
          "--oidc logs in at this installation; at a server use a password, or a token of yours");
    }
    String who = who();
    ServerSession.Opened opened = session.logIn(who, passwords.known(bench, who));
    tell(new LoggedIn(opened.name(), opened.roles(), opened.file().toString()));
    return ExitCode.OK;
  }

  private ExitCode here() throws IOException {
    try (Desk.Session session = bench.open()) {
      if (session.people().firstAdministrator().wanted()) {
        throw new RefusalException("there are no accounts yet: 'plimsoll user add NAME' makes one");
      }
      Authentication authentication = session.people().authentication();
      Caller caller = known(oidc ? atProvider(session) : byPassword(authentication));
      var file = new LoginFile(bench, session);
      Optional<Secret> before = file.read();
      file.write(authentication.open(caller));
      before.ifPresent(authentication::logOut);
      List<String> roles = Roles.texts(caller.roles());
      tell(new LoggedIn(caller.name(), roles, file.path().toString()));
      return ExitCode.OK;
    }
  }

  private Outcome byPassword(Authentication authentication) {
    String who = who();
    return authentication.password(who, passwords.known(bench, who), Origin.local());
  }

  private Outcome atProvider(Desk.Session session) throws IOException {
    if (name.isPresent() || passwords.file.isPresent()) {
      throw new RefusalException("with --oidc the provider says who you are: no name, no password");
    }
    return new ProviderLogin(voice()).with(session.people());
  }

  private String who() {
    return name.or(() -> voice().canAsk() ? voice().ask("name:") : Optional.empty())
        .orElseThrow(() -> new RefusalException("say who you are: 'plimsoll login NAME'"));
  }

  private static Caller known(Outcome outcome) {
    return outcome.orThrow(
        refused -> {
          String wait = refused.retryAfter().map(d -> " (" + Words.duration(d) + ")").orElse("");
          return new RefusalException(refused.sentence() + wait);
        });
  }

  private void tell(LoggedIn who) {
    if (json()) {
      printJson(who);
    } else {
      voice().say("logged in as %s, roles: %s".formatted(who.name(), Roles.text(who.roles())));
    }
  }
}
