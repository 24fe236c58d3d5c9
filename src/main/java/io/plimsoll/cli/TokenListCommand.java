package io.plimsoll.cli;

import io.plimsoll.people.ApiToken;
import io.plimsoll.people.Role;
import io.plimsoll.people.Roles;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;

@picocli.CommandLine.Command(
    name = "list",
    description = "Lists your tokens, or everybody's for an admin. Never the tokens themselves.",
    footerHeading = "%nExamples:%n",
    footer = {"  plimsoll token list", "  plimsoll token list --output json"})
final class TokenListCommand extends Command {
  @Mixin Identification identification = new Identification();

  TokenListCommand(Bench bench) {
    super(bench);
  }

  record Line(
      String id,
      String account,
      String label,
      List<String> scope,
      Instant created,
      Instant expires,
      Optional<Instant> revoked,
      Optional<Instant> used) {
    static Line of(ApiToken token) {
      return new Line(
          token.id(),
          token.account().value(),
          token.label(),
          token.scope().stream().sorted().map(Role::text).toList(),
          token.life().created(),
          token.life().expires(),
          token.life().revoked(),
          token.life().used());
    }
  }

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      List<ApiToken> tokens =
          session.people().administration().tokens(identification.caller(bench, session));
      if (json()) {
        printJson(tokens.stream().map(Line::of).toList());
      } else {
        text(tokens);
      }
      return ExitCode.OK;
    }
  }

  private void text(List<ApiToken> tokens) {
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
                Words.at(token.life().expires()),
                state(token, now),
                token.life().used().map(Words::at).orElse("never")));
    print(table);
  }

  private static String state(ApiToken token, Instant now) {
    if (token.life().revoked().isPresent()) {
      return "revoked";
    }
    return token.validAt(now) ? "valid" : "expired";
  }
}
