package io.plimsoll.web;

import io.plimsoll.common.Secret;
import io.plimsoll.people.AccessEvents;
import io.plimsoll.people.AccessEvents.Cause;
import io.plimsoll.people.Authentication;
import io.plimsoll.people.Caller;
import io.plimsoll.people.Csrf;
import io.plimsoll.people.Outcome;
import io.plimsoll.people.Roles;
import io.plimsoll.web.Route.Manner;
import io.plimsoll.web.Route.Method;
import io.plimsoll.web.Route.Takes;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Logging in and out, and who one is. */
final class SessionRoutes {
  private static final String SESSIONS = "/v1/sessions";
  private static final Set<String> KEYS = Set.of("name", "password", "code");

  private final Ground ground;
  private final Site site;
  private final Forgery forgery;

  SessionRoutes(Ground ground, Site site) {
    this.ground = ground;
    this.site = site;
    this.forgery = new Forgery(site);
  }

  /**
   * What whoever has logged in is told.
   *
   * @param session its secret, shown this once
   * @param expires whatever happens; without use it ends earlier
   */
  record Opened(String session, String name, String account, List<String> roles, Instant expires) {}

  /** Whom a request's credentials speak for. */
  record Me(String account, String name, List<String> roles, String method) {
    static Me of(Caller caller) {
      return new Me(
          caller.id().value(),
          caller.name(),
          held(caller),
          caller.method().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  private static List<String> held(Caller caller) {
    return Roles.texts(caller.roles());
  }

  List<Route> list() {
    return List.of(
        new Route(
            Method.POST,
            SESSIONS,
            Access.ANYBODY,
            new Manner("openSession", Takes.OBJECT, "Session", "Credentials"),
            "Logs somebody in, by name and password or by a one-time code.",
            this::open),
        new Route(
            Method.POST,
            SESSIONS + "/end",
            Access.KNOWN,
            new Manner("endSession", Takes.NOTHING, Route.NOTHING),
            "Ends the session whose secret was shown.",
            this::end),
        new Route(
            Method.GET,
            "/v1/me",
            Access.KNOWN,
            new Manner("getMe", Takes.NOTHING, "Me"),
            "Says whom these credentials speak for.",
            this::me));
  }

  private Answer open(Call call) {
    call.query(Set.of());
    requireNoOtherSite(call);
    Body body = Body.of(call, KEYS);
    return opened(outcome(body, call));
  }

  private Outcome outcome(Body body, Call call) {
    Authentication authentication = ground.doors().people().authentication();
    if (!body.has("code")) {
      String name = body.text("name");
      return authentication.password(name, body.secret("password"), call.origin());
    }
    if (body.has("name") || body.has("password")) {
      throw new RefusedException(
          ProblemCode.INVALID_CONTENT, "expected name and password, or a code, not both");
    }
    return authentication.oneTimeCode(body.secret("code"), call.origin());
  }

  private Answer opened(Outcome outcome) {
    Caller caller = Doorkeeper.known(outcome);
    Authentication authentication = ground.doors().people().authentication();
    Secret secret = authentication.open(caller);
    var opened =
        new Opened(
            secret.reveal(),
            caller.name(),
            caller.id().value(),
            held(caller),
            authentication.expiry(secret).orElseThrow());
    return Answer.json(201, opened)
        .with("Set-Cookie", site.set(site.session(), secret.reveal()))
        .with(Forgery.HEADER, Csrf.tokenFor(secret));
  }

  /** Nobody is logged in as somebody else by a page that wants to watch what is done then. */
  private void requireNoOtherSite(Call call) {
    if (forgery.fromElsewhere(call)) {
      ground
          .doors()
          .events()
          .refused(
              new AccessEvents.Refusal(
                  ground.clock().instant(),
                  Outcome.Reason.OTHER_SITE,
                  Cause.OTHER_SITE,
                  Optional.empty(),
                  call.origin()));
      throw new RefusedException(ProblemCode.CROSS_SITE, Outcome.Reason.OTHER_SITE.sentence());
    }
  }

  private Answer end(Call call) {
    call.query(Set.of());
    Caller caller = call.caller();
    if (caller.method() == io.plimsoll.people.Method.API_TOKEN) {
      throw new RefusedException(
          ProblemCode.INVALID_CONTENT, "this is a token, not a session; revoke it instead");
    }
    ground.doors().people().authentication().logOut(call.shown().secret(), call.origin());
    return new Answer(
        204, Map.of("Set-Cookie", site.clear(site.session())), "application/json", "");
  }

  private Answer me(Call call) {
    call.query(Set.of());
    Answer answer = Answer.json(Me.of(call.caller()));
    return call.shown().byCookie()
        ? answer.with(Forgery.HEADER, Csrf.tokenFor(call.shown().secret()))
        : answer;
  }
}
