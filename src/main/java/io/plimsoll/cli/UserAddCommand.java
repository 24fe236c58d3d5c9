package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import io.plimsoll.people.AccountSummary;
import io.plimsoll.people.ExternalIdentity;
import io.plimsoll.people.Role;
import io.plimsoll.people.Roles;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "add",
    description = {
      "Adds a person, or a machine. The first person of an installation becomes its administrator;"
          + " whoever may read the control database may do that. All others are added by an admin.",
      "A person logs in with a password, at the identity provider (--issuer, --subject), or both."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll user add ann",
      "  plimsoll user add bob --role approver --role viewer --email bob@example.org",
      "  plimsoll user add eve --role auditor --issuer https://id.example --subject 248289761001",
      "  plimsoll user add deploy --machine --role requester"
    })
final class UserAddCommand extends AccountsCommand {
  @Mixin Passwords passwords = new Passwords();

  @Parameters(paramLabel = "NAME", description = "What is typed at log-in: a-z 0-9 . _ @ -")
  String name;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "viewer, requester, operator, approver, auditor or admin. Repeatable.")
  Set<Role> roles = new LinkedHashSet<>();

  @Option(names = "--email", paramLabel = "ADDRESS", description = "For messages only.")
  Optional<String> email = Optional.empty();

  @Option(
      names = "--machine",
      description = "A machine: it has tokens instead of a password, may request, never decides.")
  boolean machine;

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      description = "The identity provider that knows the person; with --subject.")
  Optional<String> issuer = Optional.empty();

  @Option(
      names = "--subject",
      paramLabel = "SUBJECT",
      description = "The person's subject there, as its tokens say it.")
  Optional<String> subject = Optional.empty();

  UserAddCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    if (issuer.isPresent() != subject.isPresent()) {
      throw new RefusalException("--issuer and --subject belong together");
    }
    if (machine && (issuer.isPresent() || email.isPresent() || passwords.file.isPresent())) {
      throw new RefusalException("a machine has no e-mail address, password or subject");
    }
    Optional<ExternalIdentity> identity =
        issuer.map(known -> new ExternalIdentity(known, subject.orElseThrow()));
    boolean elsewhere = machine || identity.isPresent() && passwords.file.isEmpty();
    Optional<Supplier<Secret>> password =
        elsewhere ? Optional.empty() : Optional.of(() -> passwords.fresh(bench, name));
    try (AccountKeeping keeping = keeping()) {
      AccountSummary added =
          keeping.add(
              new AccountKeeping.NewAccount(name, machine, roles, email, identity, password));
      if (json()) {
        printJson(added);
      } else {
        voice().say("added %s, roles: %s".formatted(added.name(), Roles.text(added.roles())));
      }
      return ExitCode.OK;
    }
  }
}
