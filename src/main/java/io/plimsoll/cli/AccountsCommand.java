package io.plimsoll.cli;

/** A command about accounts and tokens. */
abstract class AccountsCommand extends ServedCommand {
  AccountsCommand(Bench bench) {
    super(bench);
  }

  final AccountKeeping keeping() {
    return client()
        .<AccountKeeping>map(ServerAccounts::new)
        .orElseGet(() -> new LocalAccounts(bench, identification));
  }
}
