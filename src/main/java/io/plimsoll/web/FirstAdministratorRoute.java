package io.plimsoll.web;

import io.plimsoll.common.Secret;
import io.plimsoll.people.FirstAdministrator;
import io.plimsoll.people.PeopleException;
import io.plimsoll.people.Person;
import io.plimsoll.web.Route.Manner;
import io.plimsoll.web.Route.Method;
import io.plimsoll.web.Route.Takes;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

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
        new Manner("makeFirstAdministrator", Takes.OBJECT, "Made"),
        "Makes the first administrator, for the holder of the one-time code that the server printed.",
        this::make);
  }

  private Answer make(Call call) {
    call.query(Set.of());
    JsonNode wish = object(call.body());
    String password = text(wish, "password").orElseThrow(() -> missing("password"));
    String code = text(wish, "code").orElseThrow(() -> missing("code"));
    try {
      Person made =
          first.claim(
              new Secret("request", () -> code),
              new FirstAdministrator.NewAdministrator(
                  text(wish, "name").orElseThrow(() -> missing("name")),
                  text(wish, "email"),
                  new Secret("request", () -> password)),
              call.origin());
      return Answer.json(201, new Made(made.id().value(), made.name()));
    } catch (PeopleException e) {
      throw new RefusedException(code(e), e.getMessage());
    }
  }

  private static JsonNode object(String body) {
    try {
      JsonNode read = Json.read(body);
      if (read != null && read.isObject() && KEYS.containsAll(read.propertyNames())) {
        return read;
      }
    } catch (JacksonException e) {
      // Said below; the parser's own words may quote the password.
    }
    throw new RefusedException(
        ProblemCode.BAD_REQUEST,
        "expected a JSON object with code, name, password and perhaps email");
  }

  private static Optional<String> text(JsonNode wish, String key) {
    JsonNode value = wish.path(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw new RefusedException(ProblemCode.INVALID_CONTENT, key + ": expected a text");
    }
    return Optional.of(value.asString());
  }

  private static RefusedException missing(String key) {
    return new RefusedException(ProblemCode.INVALID_CONTENT, key + " is missing");
  }

  private static ProblemCode code(PeopleException e) {
    return switch (e.kind()) {
      case NOT_ALLOWED -> ProblemCode.FORBIDDEN;
      case UNKNOWN -> ProblemCode.NOT_FOUND;
      case TAKEN, LAST_ADMINISTRATOR, NOT_EMPTY -> ProblemCode.TAKEN;
      case INVALID -> ProblemCode.INVALID_CONTENT;
    };
  }
}
