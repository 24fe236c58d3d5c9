package io.plimsoll.cli;

import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "link",
    description = {
      "Lets a person log in through the identity provider: its subject there is this account.",
      "An e-mail address plays no part, and a subject belongs to one account."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll user link ann --subject 248289761001",
      "  plimsoll user link ann --issuer https://id.example --subject 248289761001"
    })
final class UserLinkCommand extends AccountsCommand {
  @Parameters(paramLabel = "NAME", description = "The account.")
  String name;

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      description = "The provider, as it names itself; else that of people.oidc.")
  Optional<String> issuer = Optional.empty();

  @Option(
      names = "--subject",
      required = true,
      paramLabel = "SUBJECT",
      description = "The person's subject there, as its tokens say it.")
  String subject;

  UserLinkCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    try (AccountKeeping keeping = keeping()) {
      AccountKeeping.Linked linked = keeping.link(name, issuer, subject);
      if (json()) {
        printJson(linked.account());
      } else {
        voice().say("%s may log in through %s".formatted(linked.account().name(), linked.issuer()));
      }
      return ExitCode.OK;
    }
  }
}
