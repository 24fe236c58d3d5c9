package io.plimsoll.web;

import io.plimsoll.common.Secret;
import io.plimsoll.people.Csrf;
import java.util.Optional;

/**
 * Tells what a page of ours asks for from what another site makes a browser ask for. A browser says
 * where a request comes from and no page can change that; a token of the session comes on top.
 */
final class Forgery {
  /** Carries the token of the session; {@code GET /v1/me} gives it. */
  static final String HEADER = "X-Csrf-Token";

  private static final String SAME = "same-origin";

  private final Site site;

  Forgery(Site site) {
    this.site = site;
  }

  /** Whether another site had a browser send this; whoever sends no such header is no browser. */
  boolean fromElsewhere(Call call) {
    Optional<String> origin = call.header("Origin");
    Optional<String> fetch = call.header("Sec-Fetch-Site");
    // Where pages tell no referrer, a browser calls the origin of their forms "null".
    boolean ours =
        origin
            .map(said -> site.ours(said) || said.equals("null") && fetch.isPresent())
            .orElse(true);
    return !ours || !fetch.map(SAME::equals).orElse(true);
  }

  /** Why a change is refused although its cookie is good; empty when it is ours. */
  Optional<String> fault(Call call, Secret session) {
    boolean said = call.header("Origin").isPresent() || call.header("Sec-Fetch-Site").isPresent();
    if (!said || fromElsewhere(call)) {
      return Optional.of("with a cookie, only pages of this server may change anything");
    }
    return call.header(HEADER).filter(token -> Csrf.matches(session, token)).isPresent()
        ? Optional.empty()
        : Optional.of("with a cookie, send %s as GET /v1/me gives it".formatted(HEADER));
  }
}
