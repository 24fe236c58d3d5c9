package io.plimsoll.cli;

import io.plimsoll.people.Role;
import io.plimsoll.people.Roles;
import io.plimsoll.people.TokenSummary;
import io.plimsoll.plan.Durations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
final class TokenCreateCommand extends AccountsCommand {
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
    try (AccountKeeping keeping = keeping()) {
      AccountKeeping.Issued issued =
          keeping.createToken(new AccountKeeping.NewToken(label, owner, scope, life));
      into.ifPresent(file -> write(file, issued, keeping));
      tell(issued);
      return ExitCode.OK;
    }
  }

  /** A token that nobody has seen is taken back. */
  private static void write(Path file, AccountKeeping.Issued issued, AccountKeeping keeping) {
    try {
      SecretFile.create(file, issued.secret());
    } catch (RefusalException e) {
      keeping.revoke(issued.token().id());
      throw e;
    }
  }

  private Duration life() {
    try {
      return Durations.parse(expires);
    } catch (IllegalArgumentException e) {
      throw new RefusalException("--expires is " + e.getMessage() + ", found " + expires);
    }
  }

  private void tell(AccountKeeping.Issued issued) {
    TokenSummary token = issued.token();
    if (json()) {
      printJson(
          new Created(
              token.id(),
              label,
              token.scope(),
              token.expires(),
              into.isPresent() ? null : issued.secret().reveal()));
      return;
    }
    voice()
        .say(
            "token %s, scope: %s, until %s"
                .formatted(token.id(), Roles.text(token.scope()), Words.at(token.expires())));
    if (into.isPresent()) {
      voice().say("written to " + into.get());
    } else {
      voice().say("this is the only time it is shown:");
      voice().print(issued.secret().reveal());
    }
  }
}
