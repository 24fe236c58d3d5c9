package io.plimsoll.web;

import io.plimsoll.common.Secret;
import io.plimsoll.people.FirstAdministrator;
import io.plimsoll.people.Person;
import io.plimsoll.web.Route.Manner;
import io.plimsoll.web.Route.Method;
import io.plimsoll.web.Route.Takes;
import java.util.Set;

/** How an installation without people gets its first one, with the code the server printed. */
final class FirstAdministratorRoute {
  static final String PATH = "/v1/first-administrator";
  private static final Set<String> KEYS = Set.of("code", "name", "email", "password");

  private final FirstAdministrator first;

  FirstAdministratorRoute(FirstAdministrator first) {
    this.first = first;
  }

  /** What the new administrator is told. */
  record Made(String id, String name) {}

  Route route() {
    return new Route(
        Method.POST,
        PATH,
        Access.ANYBODY,
        new Manner("makeFirstAdministrator", Takes.OBJECT, "Made", "NewAdministrator"),
        "Makes the first administrator, for the holder of the one-time code that the server printed.",
        PeopleProblems.told(this::make));
  }

  private Answer make(Call call) {
    call.query(Set.of());
    Body wish = Body.of(call, KEYS);
    Secret password = wish.secret("password");
    Secret code = wish.secret("code");
    Person made =
        first.claim(
            code,
            new FirstAdministrator.NewAdministrator(
                wish.text("name"), wish.perhaps("email"), password),
            call.origin());
    return Answer.json(201, new Made(made.id().value(), made.name()));
  }
}
