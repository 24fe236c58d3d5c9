package io.plimsoll.web;

import io.plimsoll.people.Administration;
import io.plimsoll.people.Administration.IssuedToken;
import io.plimsoll.people.Administration.NewToken;
import io.plimsoll.people.TokenSummary;
import io.plimsoll.plan.Durations;
import io.plimsoll.web.Route.Manner;
import io.plimsoll.web.Route.Method;
import io.plimsoll.web.Route.Takes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps API tokens: one's own, and for an admin those of machines. */
final class TokenRoutes {
  private static final String TOKENS = "/v1/tokens";
  private static final String USUAL_LIFE = "90d";

  private final Administration administration;

  TokenRoutes(Administration administration) {
    this.administration = administration;
  }

  record TokenList(List<TokenSummary> tokens) {}

  /**
   * @param secret shown this once
   */
  record Issued(TokenSummary token, String secret) {}

  List<Route> list() {
    return List.of(
        new Route(
            Method.GET,
            TOKENS,
            Access.KNOWN,
            new Manner("listTokens", Takes.NOTHING, "Tokens"),
            "Lists one's own tokens, newest first; all of them for an admin.",
            PeopleProblems.told(this::all)),
        new Route(
            Method.POST,
            TOKENS,
            Access.KNOWN,
            new Manner("createToken", Takes.OBJECT, "IssuedToken", "NewToken"),
            "Makes a token for oneself, or as an admin for a machine; shown this once.",
            PeopleProblems.told(this::create)),
        new Route(
            Method.POST,
            TOKENS + "/{id}/revoke",
            Access.KNOWN,
            new Manner("revokeToken", Takes.NOTHING, Route.NOTHING),
            "Revokes a token of one's own, or as an admin any, at once and for good.",
            PeopleProblems.told(this::revoke)));
  }

  private Answer all(Call call) {
    call.query(Set.of());
    return Answer.json(
        new TokenList(
            administration.tokens(call.caller()).stream().map(TokenSummary::of).toList()));
  }

  private Answer create(Call call) {
    call.query(Set.of());
    Body wish = Body.of(call, Set.of("label", "owner", "scope", "expires"));
    IssuedToken issued =
        administration.createToken(
            call.caller(),
            new NewToken(
                wish.text("label"), wish.perhaps("owner"), wish.roles("scope"), life(wish)));
    return Answer.json(201, new Issued(TokenSummary.of(issued.token()), issued.secret().reveal()));
  }

  private static Duration life(Body wish) {
    try {
      return Durations.parse(wish.perhaps("expires").orElse(USUAL_LIFE));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          ProblemCode.INVALID_CONTENT, "expires: expected " + e.getMessage());
    }
  }

  private Answer revoke(Call call) {
    call.query(Set.of());
    administration.revoke(call.caller(), call.parameter("id"));
    return new Answer(204, Map.of(), "application/json", "");
  }
}
