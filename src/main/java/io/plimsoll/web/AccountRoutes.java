package io.plimsoll.web;

import io.plimsoll.common.Secret;
import io.plimsoll.people.AccountSummary;
import io.plimsoll.people.Administration;
import io.plimsoll.people.Administration.NewPerson;
import io.plimsoll.people.ExternalIdentity;
import io.plimsoll.people.Role;
import io.plimsoll.web.Route.Manner;
import io.plimsoll.web.Route.Method;
import io.plimsoll.web.Route.Takes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps the accounts of people and machines, for admins; one's own password for anybody. */
final class AccountRoutes {
  private static final String USERS = "/v1/users";
  private static final String USER = USERS + "/{name}";
  private static final Access ADMIN = Access.of(Role.ADMIN);
  private static final Answer DONE = new Answer(204, java.util.Map.of(), "application/json", "");

  private final Administration administration;

  AccountRoutes(Administration administration) {
    this.administration = administration;
  }

  record Accounts(List<AccountSummary> accounts) {}

  /**
   * @param code shown this once; it logs somebody in, who then gives a new password
   */
  record LoginCode(String name, String code) {}

  List<Route> list() {
    return List.of(
        new Route(
            Method.GET,
            USERS,
            Access.of(Role.ADMIN, Role.AUDITOR),
            new Manner("listUsers", Takes.NOTHING, "Accounts"),
            "Lists all accounts, by name.",
            PeopleProblems.told(this::all)),
        post("", "addUser", "Account", "NewAccount", "Adds a person or a machine.", this::add),
        post(
            "/{name}/roles",
            "changeRoles",
            "Account",
            "Roles",
            "Grants and withdraws roles, at" + " once, also of whoever is logged in.",
            this::roles),
        post(
            "/{name}/link",
            "linkUser",
            "Account",
            "Identity",
            "Lets a person log in through the" + " identity provider.",
            this::link),
        post("/{name}/enable", "enableUser", "Lets an account in again.", this::enable),
        post(
            "/{name}/disable",
            "disableUser",
            "Shuts an account out: its sessions end, its tokens" + " are revoked.",
            this::disable),
        post(
            "/{name}/code",
            "issueLoginCode",
            "LoginCode",
            "",
            "Makes a code that logs a person"
                + " in once, within ten minutes, to set a new password.",
            this::code),
        new Route(
            Method.POST,
            USER + "/password",
            Access.KNOWN,
            new Manner("changePassword", Takes.OBJECT, Route.NOTHING, "NewPassword"),
            "Changes one's own password, or for an admin anybody's; ends that account's sessions.",
            PeopleProblems.told(this::password)));
  }

  private static Route post(String path, String id, String summary, Route.Work work) {
    return post(path, id, Route.NOTHING, "", summary, work);
  }

  private static Route post(
      String path, String id, String gives, String wants, String summary, Route.Work work) {
    return new Route(
        Method.POST,
        USERS + path,
        ADMIN,
        new Manner(id, wants.isEmpty() ? Takes.NOTHING : Takes.OBJECT, gives, wants),
        summary,
        PeopleProblems.told(work));
  }

  private Answer all(Call call) {
    call.query(Set.of());
    return Answer.json(
        new Accounts(administration.list(call.caller()).stream().map(AccountSummary::of).toList()));
  }

  private Answer add(Call call) {
    call.query(Set.of());
    Body wish =
        Body.of(call, Set.of("name", "machine", "roles", "email", "password", "issuer", "subject"));
    String name = wish.text("name");
    Set<Role> roles = wish.roles("roles");
    if (!wish.flag("machine")) {
      var person =
          new NewPerson(
              name,
              wish.perhaps("email"),
              roles,
              wish.has("password") ? Optional.of(wish.secret("password")) : Optional.empty(),
              wish.has("issuer") || wish.has("subject")
                  ? Optional.of(identity(wish))
                  : Optional.empty());
      return Answer.json(201, AccountSummary.of(administration.add(call.caller(), person)));
    }
    if (List.of("email", "password", "issuer", "subject").stream().anyMatch(wish::has)) {
      throw new RefusedException(
          ProblemCode.INVALID_CONTENT, "a machine has no e-mail address, password or subject");
    }
    return Answer.json(
        201, AccountSummary.of(administration.addMachine(call.caller(), name, roles)));
  }

  private static ExternalIdentity identity(Body body) {
    return new ExternalIdentity(body.text("issuer"), body.text("subject"));
  }

  private Answer roles(Call call) {
    call.query(Set.of());
    Body wish = Body.of(call, Set.of("grant", "withdraw"));
    Set<Role> granted = wish.roles("grant");
    Set<Role> withdrawn = wish.roles("withdraw");
    if (granted.isEmpty() && withdrawn.isEmpty()) {
      throw new RefusedException(
          ProblemCode.INVALID_CONTENT, "say which roles: grant or withdraw, each a list");
    }
    return Answer.json(
        AccountSummary.of(
            administration.changeRoles(call.caller(), name(call), granted, withdrawn)));
  }

  private Answer link(Call call) {
    call.query(Set.of());
    ExternalIdentity identity = identity(Body.of(call, Set.of("issuer", "subject")));
    return Answer.json(AccountSummary.of(administration.link(call.caller(), name(call), identity)));
  }

  private Answer enable(Call call) {
    call.query(Set.of());
    administration.enable(call.caller(), name(call));
    return DONE;
  }

  private Answer disable(Call call) {
    call.query(Set.of());
    administration.disable(call.caller(), name(call));
    return DONE;
  }

  private Answer code(Call call) {
    call.query(Set.of());
    Secret code = administration.issueLoginCode(call.caller(), name(call));
    return Answer.json(201, new LoginCode(name(call), code.reveal()));
  }

  private Answer password(Call call) {
    call.query(Set.of());
    Body wish = Body.of(call, Set.of("password"));
    administration.changePassword(call.caller(), name(call), wish.secret("password"));
    return DONE;
  }

  private static String name(Call call) {
    return call.parameter("name");
  }
}
