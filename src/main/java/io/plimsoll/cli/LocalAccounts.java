package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import io.plimsoll.people.AccountSummary;
import io.plimsoll.people.Administration;
import io.plimsoll.people.Administration.NewPerson;
import io.plimsoll.people.Caller;
import io.plimsoll.people.ExternalIdentity;
import io.plimsoll.people.FirstAdministrator;
import io.plimsoll.people.Person;
import io.plimsoll.people.Role;
import io.plimsoll.people.TokenSummary;
import io.plimsoll.plan.Configuration.OidcConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Accounts and tokens of the control database of this installation. */
final class LocalAccounts implements AccountKeeping {
  private final Bench bench;
  private final Desk.Session session;
  private final Identification identification;

  LocalAccounts(Bench bench, Identification identification) {
    this.bench = bench;
    this.session = bench.open();
    this.identification = identification;
  }

  private Caller caller() {
    return identification.caller(bench, session);
  }

  private Administration administration() {
    return session.people().administration();
  }

  @Override
  public AccountSummary add(NewAccount wish) {
    FirstAdministrator first = session.people().firstAdministrator();
    if (first.wanted()) {
      return AccountSummary.of(first(first, wish));
    }
    Caller caller = caller();
    if (wish.machine()) {
      return AccountSummary.of(administration().addMachine(caller, wish.name(), wish.roles()));
    }
    var person =
        new NewPerson(
            wish.name(),
            wish.email(),
            wish.roles(),
            wish.password().map(Supplier::get),
            wish.identity());
    return AccountSummary.of(administration().add(caller, person));
  }

  private Person first(FirstAdministrator first, NewAccount wish) {
    boolean plain = !wish.machine() && wish.identity().isEmpty();
    if (!plain || !Set.of(Role.ADMIN).containsAll(wish.roles())) {
      throw new RefusalException(
          "the first account is a person with a password, the administrator: "
              + "'plimsoll user add NAME', then 'plimsoll login'");
    }
    Person person = first.create(wish.name(), wish.email(), wish.password().orElseThrow().get());
    bench
        .voice()
        .say("this is the first account, so it is the administrator; go on with 'plimsoll login'");
    return person;
  }

  @Override
  public List<AccountSummary> accounts() {
    return administration().list(caller()).stream().map(AccountSummary::of).toList();
  }

  @Override
  public AccountSummary changeRoles(String name, Set<Role> granted, Set<Role> withdrawn) {
    return AccountSummary.of(administration().changeRoles(caller(), name, granted, withdrawn));
  }

  @Override
  public Linked link(String name, Optional<String> issuer, String subject) {
    String provider =
        issuer
            .or(() -> session.configuration().people().oidc().map(OidcConfig::issuer))
            .orElseThrow(
                () -> new RefusalException("say which provider: --issuer, or people.oidc"));
    var identity = new ExternalIdentity(provider, subject);
    return new Linked(AccountSummary.of(administration().link(caller(), name, identity)), provider);
  }

  @Override
  public void enable(String name) {
    administration().enable(caller(), name);
  }

  @Override
  public void disable(String name) {
    administration().disable(caller(), name);
  }

  @Override
  public void changePassword(String name, Supplier<Secret> fresh) {
    Caller caller = caller();
    administration().changePassword(caller, name, fresh.get());
  }

  @Override
  public Issued createToken(NewToken wish) {
    Administration.IssuedToken issued =
        administration()
            .createToken(
                caller(),
                new Administration.NewToken(wish.label(), wish.owner(), wish.scope(), wish.life()));
    return new Issued(TokenSummary.of(issued.token()), issued.secret());
  }

  @Override
  public List<TokenSummary> tokens() {
    return administration().tokens(caller()).stream().map(TokenSummary::of).toList();
  }

  @Override
  public void revoke(String id) {
    administration().revoke(caller(), id);
  }

  @Override
  public void close() {
    session.close();
  }
}
