package io.plimsoll.cli;

import io.plimsoll.people.AccountSummary;
import io.plimsoll.people.Role;
import io.plimsoll.people.Roles;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "role",
    description = {
      "Grants and withdraws roles. It takes effect at once, for those who are logged in too.",
      "The last administrator keeps that role."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll user role bob --grant approver",
      "  plimsoll user role bob --grant auditor --withdraw approver"
    })
final class UserRoleCommand extends AccountsCommand {
  @Parameters(paramLabel = "NAME", description = "The account.")
  String name;

  @Option(names = "--grant", paramLabel = "ROLE", description = "Repeatable.")
  Set<Role> granted = new LinkedHashSet<>();

  @Option(names = "--withdraw", paramLabel = "ROLE", description = "Repeatable.")
  Set<Role> withdrawn = new LinkedHashSet<>();

  UserRoleCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    if (granted.isEmpty() && withdrawn.isEmpty()) {
      throw new RefusalException("say which roles: --grant ROLE, --withdraw ROLE");
    }
    try (AccountKeeping keeping = keeping()) {
      AccountSummary changed = keeping.changeRoles(name, granted, withdrawn);
      if (json()) {
        printJson(changed);
      } else {
        voice().say("%s, roles: %s".formatted(changed.name(), Roles.text(changed.roles())));
      }
      return ExitCode.OK;
    }
  }
}
