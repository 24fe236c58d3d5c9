package io.plimsoll.web;

import io.plimsoll.common.Secret;
import io.plimsoll.people.Authentication;
import io.plimsoll.people.Caller;
import io.plimsoll.people.Channel;
import io.plimsoll.people.Oidc;
import io.plimsoll.web.Route.Manner;
import io.plimsoll.web.Route.Method;
import io.plimsoll.web.Route.Takes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A browser's log-in at the identity provider; there are none of these routes without one. */
final class OidcRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(OidcRoutes.class);

  private final Ground ground;
  private final Site site;

  OidcRoutes(Ground ground, Site site) {
    this.ground = ground;
    this.site = site;
  }

  List<Route> list() {
    return ground.doors().people().oidc().map(this::routes).orElse(List.of());
  }

  private List<Route> routes(Oidc provider) {
    return List.of(
        new Route(
            Method.GET,
            "/v1/oidc/login",
            Access.ANYBODY,
            new Manner("beginOidcLogin", Takes.NOTHING, Route.NOTHING),
            "Sends a browser to the identity provider.",
            call -> begin(provider, call)),
        new Route(
            Method.GET,
            Site.CALLBACK,
            Access.ANYBODY,
            new Manner("finishOidcLogin", Takes.NOTHING, Route.NOTHING),
            "Where the identity provider sends the browser back to: opens a session.",
            this::finish));
  }

  private Answer begin(Oidc provider, Call call) {
    call.query(Set.of());
    try {
      Oidc.Begun begun = provider.begin(site.callback(call));
      return to(
          302, begun.address().toString(), site.set(site.binding(), begun.binding().reveal()));
    } catch (IOException e) {
      LOG.warn("the identity provider: {}", e.getMessage());
      throw new RefusedException(
          ProblemCode.PROVIDER_UNREACHABLE, "try again in a moment; passwords still work");
    }
  }

  /** Providers may add parameters of their own; of those that count there is one each. */
  private Answer finish(Call call) {
    String binding = call.cookie(site.binding().name()).orElse("");
    var answer =
        new Oidc.Answer(
            parameter(call, "state").orElse(""),
            parameter(call, "code"),
            parameter(call, "error"),
            parameter(call, "iss"),
            new Secret("cookie", () -> binding));
    Authentication authentication = ground.doors().people().authentication();
    Caller caller = Doorkeeper.known(authentication.oidc(answer, call.origin(Channel.PAGES)));
    return to(303, "/", site.set(site.session(), authentication.open(caller).reveal()));
  }

  private static Optional<String> parameter(Call call, String name) {
    List<String> values = call.context().queryParams(name);
    if (values.size() > 1) {
      throw new RefusedException(ProblemCode.BAD_REQUEST, name + ": expected once");
    }
    return values.stream().findFirst();
  }

  private static Answer to(int status, String address, String cookie) {
    return new Answer(status, Map.of("Location", address, "Set-Cookie", cookie), "text/plain", "");
  }
}
