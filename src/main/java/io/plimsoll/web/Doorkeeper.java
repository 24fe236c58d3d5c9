package io.plimsoll.web;

import io.plimsoll.common.Secret;
import io.plimsoll.people.AccessEvents;
import io.plimsoll.people.Authentication;
import io.plimsoll.people.Caller;
import io.plimsoll.people.Channel;
import io.plimsoll.people.Outcome;
import io.plimsoll.web.Call.Shown;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out who calls, and turns away who may not. */
final class Doorkeeper {
  private static final Pattern BEARER =
      Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/=-]{1,512}) *");
  private static final String CHALLENGE = "Bearer realm=\"plimsoll\"";

  private static final Pattern COOKIE = Pattern.compile("[A-Za-z0-9._~+/=-]{1,512}");

  private final Ground.Doors doors;
  private final Site site;
  private final Forgery forgery;
  private final Clock clock;

  Doorkeeper(Ground.Doors doors, Site site, Clock clock) {
    this.doors = doors;
    this.site = site;
    this.forgery = new Forgery(site);
    this.clock = clock;
  }

  /** Sets the caller, or refuses. */
  void admit(Call call) {
    if (call.route().access().anybody()) {
      return;
    }
    Shown shown = shown(call);
    Caller caller = authenticated(call, shown);
    if (shown.byCookie() && call.route().changes()) {
      forgery
          .fault(call, shown.secret())
          .ifPresent(
              fault -> {
                throw denied(ProblemCode.CROSS_SITE, caller, fault);
              });
    }
    if (!call.route().access().allows(caller)) {
      throw denied(
          ProblemCode.FORBIDDEN, caller, "this needs the role " + call.route().access().text());
    }
    call.by(caller, shown);
  }

  private RefusedException denied(ProblemCode code, Caller caller, String text) {
    doors.events().denied(new AccessEvents.Denial(clock.instant(), caller, text));
    return new RefusedException(code, text);
  }

  /** Whether the same credentials still let the caller read. */
  boolean stillAdmits(Call call) {
    try {
      return call.route().access().allows(authenticated(call, shown(call)));
    } catch (RefusedException e) {
      return false;
    }
  }

  /** Whoever says who they are is that one, whatever cookie the browser adds. */
  private Shown shown(Call call) {
    Optional<String> said = call.header("Authorization");
    Optional<String> secret =
        said.map(BEARER::matcher).filter(Matcher::matches).map(bearer -> bearer.group(1));
    Optional<String> cookie =
        said.isPresent() ? Optional.empty() : call.cookie(site.session().name());
    return secret
        .or(() -> cookie.filter(COOKIE.asMatchPredicate()))
        .map(text -> new Shown(new Secret("request", () -> text), cookie.isPresent()))
        .orElseThrow(
            () ->
                new RefusedException(
                    Problem.of(
                        ProblemCode.UNAUTHENTICATED,
                        "send 'Authorization: Bearer TOKEN'; 'plimsoll token create' makes one"),
                    Map.of("WWW-Authenticate", CHALLENGE)));
  }

  private Caller authenticated(Call call, Shown shown) {
    Authentication authentication = doors.people().authentication();
    if (!shown.byCookie()) {
      return known(authentication.presented(shown.secret(), call.origin()));
    }
    try {
      return known(authentication.session(shown.secret(), call.origin(Channel.PAGES)));
    } catch (RefusedException e) {
      // Or the browser would come with it again and again.
      throw e.with("Set-Cookie", site.clear(site.session()));
    }
  }

  /** The caller, or the refusal as it is said over HTTP. */
  static Caller known(Outcome outcome) {
    return outcome.orThrow(Doorkeeper::refusal);
  }

  private static RefusedException refusal(Outcome.Refused refused) {
    var headers = new LinkedHashMap<String, String>();
    refused
        .retryAfter()
        .ifPresent(wait -> headers.put("Retry-After", Long.toString(wait.toSeconds() + 1)));
    ProblemCode code =
        switch (refused.reason()) {
          case LOCKED_OUT -> ProblemCode.TOO_MANY_REQUESTS;
          case PROVIDER_UNREACHABLE -> ProblemCode.PROVIDER_UNREACHABLE;
          case OTHER_SITE -> ProblemCode.CROSS_SITE;
          case WRONG_CREDENTIALS,
              INVALID_TOKEN,
              INVALID_SESSION,
              EXPIRED,
              INVALID_CODE,
              PROVIDER_REFUSED,
              NOT_LINKED ->
              ProblemCode.UNAUTHENTICATED;
        };
    if (code == ProblemCode.UNAUTHENTICATED) {
      headers.put("WWW-Authenticate", CHALLENGE + ", error=\"invalid_token\"");
    }
    return new RefusedException(Problem.of(code, refused.sentence()), headers);
  }
}
