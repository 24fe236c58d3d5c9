package io.plimsoll.web;

import io.plimsoll.common.Secret;
import io.plimsoll.people.AccessEvents;
import io.plimsoll.people.Caller;
import io.plimsoll.people.Outcome;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out who calls, and turns away who may not. */
final class Doorkeeper {
  private static final Pattern BEARER =
      Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/=-]{1,512}) *");
  private static final String CHALLENGE = "Bearer realm=\"plimsoll\"";

  private final Ground.Doors doors;
  private final Clock clock;

  Doorkeeper(Ground.Doors doors, Clock clock) {
    this.doors = doors;
    this.clock = clock;
  }

  /** Sets the caller, or refuses. */
  void admit(Call call) {
    if (call.route().access().anybody()) {
      return;
    }
    Caller caller = authenticated(call);
    if (!call.route().access().allows(caller)) {
      String text = "this needs the role " + call.route().access().text();
      doors.events().denied(new AccessEvents.Denial(clock.instant(), caller, text));
      throw new RefusedException(ProblemCode.FORBIDDEN, text);
    }
    call.by(caller);
  }

  /** Whether the same credentials still let the caller read. */
  boolean stillAdmits(Call call) {
    try {
      return call.route().access().allows(authenticated(call));
    } catch (RefusedException e) {
      return false;
    }
  }

  private Caller authenticated(Call call) {
    Matcher bearer = BEARER.matcher(call.header("Authorization").orElse(""));
    if (!bearer.matches()) {
      throw new RefusedException(
          Problem.of(
              ProblemCode.UNAUTHENTICATED,
              "send 'Authorization: Bearer TOKEN'; 'plimsoll token create' makes one"),
          Map.of("WWW-Authenticate", CHALLENGE));
    }
    String shown = bearer.group(1);
    return doors
        .people()
        .authentication()
        .presented(new Secret("Authorization header", () -> shown), call.origin())
        .match(
            new Outcome.Cases<>() {
              @Override
              public Caller authenticated(Caller caller) {
                return caller;
              }

              @Override
              public Caller refused(Outcome.Refused refused) {
                throw refusal(refused);
              }
            });
  }

  private static RefusedException refusal(Outcome.Refused refused) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("WWW-Authenticate", CHALLENGE + ", error=\"invalid_token\"");
    refused
        .retryAfter()
        .ifPresent(wait -> headers.put("Retry-After", Long.toString(wait.toSeconds() + 1)));
    ProblemCode code =
        refused.retryAfter().isPresent()
            ? ProblemCode.TOO_MANY_REQUESTS
            : ProblemCode.UNAUTHENTICATED;
    return new RefusedException(Problem.of(code, refused.sentence()), headers);
  }
}
