package io.plimsoll.cli;

import io.plimsoll.people.AccountSummary;
import io.plimsoll.people.Roles;
import java.util.List;

@picocli.CommandLine.Command(
    name = "list",
    description = "Lists people and machines with their roles; for admins and auditors.",
    footerHeading = "%nExamples:%n",
    footer = {"  plimsoll user list", "  plimsoll user list --output json"})
final class UserListCommand extends AccountsCommand {
  UserListCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    try (AccountKeeping keeping = keeping()) {
      List<AccountSummary> accounts = keeping.accounts();
      if (json()) {
        printJson(accounts);
        return ExitCode.OK;
      }
      var table = new TextTable("name", "kind", "roles", "disabled", "id");
      accounts.forEach(
          account ->
              table.row(
                  account.name(),
                  account.kind(),
                  Roles.text(account.roles()),
                  account.disabled() ? "yes" : "no",
                  account.id()));
      print(table);
      return ExitCode.OK;
    }
  }
}
