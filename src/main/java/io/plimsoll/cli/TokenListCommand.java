package io.plimsoll.cli;

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
      List<TokenLine> tokens = keeping.tokens();
      if (json()) {
        printJson(tokens);
      } else {
        text(tokens);
      }
      return ExitCode.OK;
    }
  }

  private void text(List<TokenLine> tokens) {
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
                AccountLine.text(token.scope()),
                Words.at(token.expires()),
                token.state(now),
                token.used().map(Words::at).orElse("never")));
    print(table);
  }
}
