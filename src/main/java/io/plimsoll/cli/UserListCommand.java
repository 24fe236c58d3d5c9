package io.plimsoll.cli;

import io.plimsoll.people.Account;
import io.plimsoll.people.Roles;
import java.util.List;
import picocli.CommandLine.Mixin;

@picocli.CommandLine.Command(
    name = "list",
    description = "Lists people and machines with their roles; for admins and auditors.",
    footerHeading = "%nExamples:%n",
    footer = {"  plimsoll user list", "  plimsoll user list --output json"})
final class UserListCommand extends Command {
  @Mixin Identification identification = new Identification();

  UserListCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      List<Account> accounts =
          session.people().administration().list(identification.caller(bench, session));
      if (json()) {
        printJson(accounts.stream().map(AccountLine::of).toList());
        return ExitCode.OK;
      }
      var table = new TextTable("name", "kind", "roles", "disabled", "id");
      accounts.forEach(
          account ->
              table.row(
                  account.name(),
                  account.isPerson() ? "person" : "machine",
                  Roles.text(account.roles()),
                  account.disabled() ? "yes" : "no",
                  account.id()));
      print(table);
      return ExitCode.OK;
    }
  }
}
