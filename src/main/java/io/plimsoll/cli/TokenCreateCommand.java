package io.plimsoll.cli;

import io.plimsoll.people.Administration;
import io.plimsoll.people.Administration.IssuedToken;
import io.plimsoll.people.Administration.NewToken;
import io.plimsoll.people.Caller;
import io.plimsoll.people.Role;
import io.plimsoll.people.Roles;
import io.plimsoll.plan.Durations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "create",
    description = {
      "Creates an API token and shows it once; it is kept as a digest alone.",
      "For yourself, or as an admin for a machine. It never gives more than its owner's roles at the"
          + " moment it is used."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll token create laptop --scope viewer --expires 30d",
      "  plimsoll token create pipeline --for deploy --into deploy.token"
    })
final class TokenCreateCommand extends Command {
  @Mixin Identification identification = new Identification();

  @Parameters(paramLabel = "LABEL", description = "What it is for.")
  String label;

  @Option(names = "--for", paramLabel = "MACHINE", description = "Its owner; else you.")
  Optional<String> owner = Optional.empty();

  @Option(
      names = "--scope",
      paramLabel = "ROLE",
      description = "The most it may do; else all that its owner may. Repeatable.")
  Set<Role> scope = new LinkedHashSet<>();

  @Option(
      names = "--expires",
      paramLabel = "DURATION",
      defaultValue = "90d",
      description = "How long it is good, at most 365d. Default: ${DEFAULT-VALUE}.")
  String expires = "90d";

  @Option(
      names = "--into",
      paramLabel = "FILE",
      description =
          "Writes the token into this new file, for your eyes only, and does not show it.")
  Optional<Path> into = Optional.empty();

  TokenCreateCommand(Bench bench) {
    super(bench);
  }

  /**
   * What {@code --output json} prints.
   *
   * @param token null when it went into a file
   */
  record Created(String id, String label, List<String> scope, Instant expires, String token) {}

  @Override
  ExitCode run() {
    Duration life = life();
    if (into.isPresent() && Files.exists(into.get())) {
      throw new RefusalException(into.get() + " exists already; name another file");
    }
    try (Desk.Session session = bench.open()) {
      Caller caller = identification.caller(bench, session);
      Administration administration = session.people().administration();
      IssuedToken issued =
          administration.createToken(caller, new NewToken(label, owner, scope, life));
      into.ifPresent(file -> write(file, issued, () -> revoke(administration, caller, issued)));
      tell(issued);
      return ExitCode.OK;
    }
  }

  private static void write(Path file, IssuedToken issued, Runnable takeBack) {
    try {
      SecretFile.create(file, issued.secret());
    } catch (RefusalException e) {
      takeBack.run();
      throw e;
    }
  }

  /** Nobody has seen it. */
  private static void revoke(Administration administration, Caller caller, IssuedToken issued) {
    administration.revoke(caller, issued.token().id());
  }

  private Duration life() {
    try {
      return Durations.parse(expires);
    } catch (IllegalArgumentException e) {
      throw new RefusalException("--expires is " + e.getMessage() + ", found " + expires);
    }
  }

  private void tell(IssuedToken issued) {
    if (json()) {
      printJson(
          new Created(
              issued.token().id(),
              label,
              issued.token().scope().stream().sorted().map(Role::text).toList(),
              issued.token().life().expires(),
              into.isPresent() ? null : issued.secret().reveal()));
      return;
    }
    voice()
        .say(
            "token %s, scope: %s, until %s"
                .formatted(
                    issued.token().id(),
                    Roles.text(issued.token().scope()),
                    Words.at(issued.token().life().expires())));
    if (into.isPresent()) {
      voice().say("written to " + into.get());
    } else {
      voice().say("this is the only time it is shown:");
      voice().print(issued.secret().reveal());
    }
  }
}
