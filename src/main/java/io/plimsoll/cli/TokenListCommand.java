package io.plimsoll.cli;

import io.plimsoll.people.Roles;
import io.plimsoll.people.TokenSummary;
import java.time.Instant;
import java.util.List;

@picocli.CommandLine.Command(
    name = "list",
    description = "Lists your tokens, or everybody's for an admin. Never the tokens themselves.",
    footerHeading = "%nExamples:%n",
    footer = {"  plimsoll token list", "  plimsoll token list --output json"})
final class TokenListCommand extends AccountsCommand {
  TokenListCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    try (AccountKeeping keeping = keeping()) {
      List<TokenSummary> tokens = keeping.tokens();
      if (json()) {
        printJson(tokens);
      } else {
        text(tokens);
      }
      return ExitCode.OK;
    }
  }

  private void text(List<TokenSummary> tokens) {
    if (tokens.isEmpty()) {
      voice().say("no tokens");
      return;
    }
    Instant now = voice().terminal().clock().instant();
    var table = new TextTable("id", "label", "account", "scope", "until", "state", "last used");
    tokens.forEach(
        token ->
            table.row(
                token.id(),
                token.label(),
                token.account(),
                Roles.text(token.scope()),
                Words.at(token.expires()),
                state(token, now),
                token.used().map(Words::at).orElse("never")));
    print(table);
  }

  private static String state(TokenSummary token, Instant now) {
    if (token.revoked().isPresent()) {
      return "revoked";
    }
    return now.isBefore(token.expires()) ? "valid" : "expired";
  }
}
