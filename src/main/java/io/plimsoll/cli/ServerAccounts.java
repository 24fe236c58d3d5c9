package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import io.plimsoll.people.AccountSummary;
import io.plimsoll.people.Role;
import io.plimsoll.people.Roles;
import io.plimsoll.people.TokenSummary;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Accounts and tokens of a server, over its API. */
final class ServerAccounts implements AccountKeeping {
  private static final String USERS = "/v1/users";
  private static final String TOKENS = "/v1/tokens";

  private final ServerClient client;

  ServerAccounts(ServerClient client) {
    this.client = client;
  }

  private static String user(String name, String more) {
    return USERS + "/" + segment(name) + more;
  }

  /** As a part of a path, whatever somebody typed. */
  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Shape told(String path, Map<String, Object> wish) {
    return client.shape(post(path, wish));
  }

  private ServerClient.Reply post(String path, Map<String, Object> wish) {
    return client.post(path, Optional.of(ServerClient.Content.json(wish)), Optional.empty());
  }

  @Override
  public AccountSummary add(NewAccount wish) {
    var body = new LinkedHashMap<String, Object>();
    body.put("name", wish.name());
    body.put("roles", Roles.texts(wish.roles()));
    if (wish.machine()) {
      body.put("machine", true);
    }
    wish.email().ifPresent(email -> body.put("email", email));
    wish.identity()
        .ifPresent(
            identity -> {
              body.put("issuer", identity.issuer());
              body.put("subject", identity.subject());
            });
    wish.password().ifPresent(password -> body.put("password", password.get().reveal()));
    return account(told(USERS, body));
  }

  @Override
  public List<AccountSummary> accounts() {
    Shape all = client.shape(client.get(USERS));
    return client.understood(() -> all.list("accounts", ServerAccounts::line));
  }

  private AccountSummary account(Shape at) {
    return client.understood(() -> line(at));
  }

  private static AccountSummary line(Shape at) {
    return new AccountSummary(
        at.text("name"),
        at.text("id"),
        at.text("kind"),
        at.texts("roles"),
        at.optionalText("email"),
        at.flag("disabled"),
        at.instant("created"));
  }

  @Override
  public AccountSummary changeRoles(String name, Set<Role> granted, Set<Role> withdrawn) {
    return account(
        told(
            user(name, "/roles"),
            Map.of("grant", Roles.texts(granted), "withdraw", Roles.texts(withdrawn))));
  }

  @Override
  public Linked link(String name, Optional<String> issuer, String subject) {
    String provider =
        issuer.orElseThrow(
            () -> new RefusalException("at a server, say which provider: --issuer URL"));
    return new Linked(
        account(told(user(name, "/link"), Map.of("issuer", provider, "subject", subject))),
        provider);
  }

  @Override
  public void enable(String name) {
    client.post(user(name, "/enable"), Optional.empty(), Optional.empty());
  }

  @Override
  public void disable(String name) {
    client.post(user(name, "/disable"), Optional.empty(), Optional.empty());
  }

  @Override
  public void changePassword(String name, Supplier<Secret> fresh) {
    post(user(name, "/password"), Map.of("password", fresh.get().reveal()));
  }

  @Override
  public Issued createToken(NewToken wish) {
    var body = new LinkedHashMap<String, Object>();
    body.put("label", wish.label());
    body.put("scope", Roles.texts(wish.scope()));
    body.put("expires", wish.life().toString());
    wish.owner().ifPresent(owner -> body.put("owner", owner));
    Shape issued = told(TOKENS, body);
    return client.understood(
        () -> {
          String secret = issued.text("secret");
          return new Issued(
              token(issued.object("token")), new Secret(client.server().toString(), () -> secret));
        });
  }

  @Override
  public List<TokenSummary> tokens() {
    Shape all = client.shape(client.get(TOKENS));
    return client.understood(() -> all.list("tokens", ServerAccounts::token));
  }

  private static TokenSummary token(Shape at) {
    return new TokenSummary(
        at.text("id"),
        at.text("account"),
        at.text("label"),
        at.texts("scope"),
        at.instant("created"),
        at.instant("expires"),
        at.optionalInstant("revoked"),
        at.optionalInstant("used"));
  }

  @Override
  public void revoke(String id) {
    client.post(TOKENS + "/" + segment(id) + "/revoke", Optional.empty(), Optional.empty());
  }

  @Override
  public void close() {}
}
