package io.plimsoll.cli;

import picocli.CommandLine.Mixin;

/** A command about accounts and tokens, of the control database here or of a server. */
abstract class AccountsCommand extends Command {
  @Mixin Identification identification = new Identification();

  @Mixin ServerOptions server = new ServerOptions();

  AccountsCommand(Bench bench) {
    super(bench);
  }

  final AccountKeeping keeping() {
    return server
        .address(bench)
        .map(address -> ServerClient.of(bench, address, identification))
        .<AccountKeeping>map(ServerAccounts::new)
        .orElseGet(() -> new LocalAccounts(bench, identification));
  }
}
