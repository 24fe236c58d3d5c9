package io.plimsoll.cli;

import io.plimsoll.people.Account;
import io.plimsoll.people.Administration.NewPerson;
import io.plimsoll.people.Caller;
import io.plimsoll.people.ExternalIdentity;
import io.plimsoll.people.Person;
import io.plimsoll.people.Role;
import io.plimsoll.people.Roles;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
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
final class UserAddCommand extends Command {
  @Mixin Identification identification = new Identification();
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
    try (Desk.Session session = bench.open()) {
      Account added =
          session.people().firstAdministrator().wanted() ? first(session) : add(session);
      if (json()) {
        printJson(AccountLine.of(added));
      } else {
        voice().say("added %s, roles: %s".formatted(added.name(), Roles.text(added.roles())));
      }
      return ExitCode.OK;
    }
  }

  private Person first(Desk.Session session) {
    if (machine || issuer.isPresent() || !Set.of(Role.ADMIN).containsAll(roles)) {
      throw new RefusalException(
          "the first account is a person with a password, the administrator: "
              + "'plimsoll user add NAME', then 'plimsoll login'");
    }
    Person person =
        session.people().firstAdministrator().create(name, email, passwords.fresh(bench, name));
    voice()
        .say("this is the first account, so it is the administrator; go on with 'plimsoll login'");
    return person;
  }

  private Account add(Desk.Session session) {
    Caller caller = identification.caller(bench, session);
    if (machine) {
      return session.people().administration().addMachine(caller, name, roles);
    }
    Optional<ExternalIdentity> identity =
        issuer.map(known -> new ExternalIdentity(known, subject.orElseThrow()));
    boolean elsewhere = identity.isPresent() && passwords.file.isEmpty();
    var wish =
        new NewPerson(
            name,
            email,
            roles,
            elsewhere ? Optional.empty() : Optional.of(passwords.fresh(bench, name)),
            identity);
    return session.people().administration().add(caller, wish);
  }
}
