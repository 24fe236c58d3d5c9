package io.plimsoll.cli;

import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "revoke",
    description = "Revokes a token, at once and for good: your own, or any as an admin.",
    footerHeading = "%nExamples:%n",
    footer = "  plimsoll token revoke t-0123456789abcdef")
final class TokenRevokeCommand extends AccountsCommand {
  @Parameters(paramLabel = "ID", description = "As 'plimsoll token list' shows it; not the token.")
  String id;

  TokenRevokeCommand(Bench bench) {
    super(bench);
  }

  /** What {@code --output json} prints. */
  record Revoked(String id, boolean revoked) {}

  @Override
  ExitCode run() {
    if (!id.matches("t-[0-9A-Za-z]{1,40}")) {
      // Not repeated: it may be the token itself.
      throw new RefusalException("that is no token id; 'plimsoll token list' shows the ids");
    }
    try (AccountKeeping keeping = keeping()) {
      keeping.revoke(id);
      if (json()) {
        printJson(new Revoked(id, true));
      } else {
        voice().say("token " + id + " is revoked");
      }
      return ExitCode.OK;
    }
  }
}
