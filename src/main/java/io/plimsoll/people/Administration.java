package io.plimsoll.people;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Secret;
import io.plimsoll.people.PeopleException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps accounts and tokens, for callers who may. Every method throws {@link PeopleException} with
 * what to do instead when the caller may not or the wish is not sound; then nothing was changed.
 */
public final class Administration {
  private static final int MOST_LISTED = 10_000;
  private static final int LONGEST_LABEL = 100;

  private final People.Ports ports;
  private final PeopleSettings settings;
  private final PasswordKdf kdf;
  private final Clock clock;
  private final AccessEvents events;

  Administration(
      People.Ports ports,
      PeopleSettings settings,
      PasswordKdf kdf,
      Authentication.Surroundings around) {
    this.ports = ports;
    this.settings = settings;
    this.kdf = kdf;
    this.clock = around.clock();
    this.events = around.events();
  }

  /**
   * A person to be added.
   *
   * @param password empty for somebody who logs in at the identity provider alone
   */
  public record NewPerson(
      String name,
      Optional<String> email,
      Set<Role> roles,
      Optional<Secret> password,
      Optional<ExternalIdentity> identity) {}

  public Person add(Caller by, NewPerson wish) {
    requireAdmin(by);
    String name = AccountNames.normal(wish.name());
    var person =
        new Person(
            AccountId.ofNewPerson(), name, wish.email(), wish.roles(), false, clock.instant());
    wish.password().ifPresent(password -> PasswordRules.require(name, password));
    ports.accounts().add(person, wish.password().map(kdf::hash), wish.identity());
    changed(by, person.id(), "person added with the roles " + Roles.text(person.roles()));
    return person;
  }

  public Machine addMachine(Caller by, String name, Set<Role> roles) {
    requireAdmin(by);
    var machine =
        new Machine(
            AccountId.ofNewMachine(), AccountNames.normal(name), roles, false, clock.instant());
    ports.accounts().add(machine, Optional.empty(), Optional.empty());
    changed(by, machine.id(), "machine added with the roles " + Roles.text(roles));
    return machine;
  }

  /** All accounts, by name; for admins and auditors. */
  public List<Account> list(Caller by) {
    if (!by.has(Role.AUDITOR)) {
      requireAdmin(by);
    }
    return ports.accounts().list(MOST_LISTED);
  }

  /** Takes effect at once, in open sessions and tokens too. */
  public Account changeRoles(Caller by, String name, Set<Role> granted, Set<Role> withdrawn) {
    requireAdmin(by);
    if (!Roles.both(granted, withdrawn).isEmpty()) {
      throw new PeopleException(
          Kind.INVALID,
          "%s cannot be granted and withdrawn at once"
              .formatted(Roles.text(Roles.both(granted, withdrawn))));
    }
    Account changed = ports.accounts().changeRoles(named(name).id(), granted, withdrawn);
    changed(
        by,
        changed.id(),
        "roles granted: %s; withdrawn: %s; now: %s"
            .formatted(Roles.text(granted), Roles.text(withdrawn), Roles.text(changed.roles())));
    return changed;
  }

  /** Ends the account's sessions and revokes its tokens; enabling it again revives neither. */
  public void disable(Caller by, String name) {
    requireAdmin(by);
    AccountId id = named(name).id();
    ports.accounts().setDisabled(id, true);
    ports.sessions().endAll(id);
    ports.tokens().revokeAll(id, clock.instant());
    changed(by, id, "disabled");
  }

  public void enable(Caller by, String name) {
    requireAdmin(by);
    AccountId id = named(name).id();
    ports.accounts().setDisabled(id, false);
    changed(by, id, "enabled");
  }

  /** One's own, or anybody's for an admin. Ends the account's sessions. */
  public void changePassword(Caller by, String name, Secret password) {
    Account account = own(by, name);
    if (!account.isPerson()) {
      throw new PeopleException(Kind.INVALID, "a machine has no password; create a token for it");
    }
    PasswordRules.require(account.name(), password);
    ports.accounts().changePassword(account.id(), kdf.hash(password));
    ports.sessions().endAll(account.id());
    changed(by, account.id(), "password changed");
  }

  /** Lets somebody log in through the identity provider; only ever said by an admin. */
  public Account link(Caller by, String name, ExternalIdentity identity) {
    requireAdmin(by);
    Account account = named(name);
    if (!account.isPerson()) {
      throw new PeopleException(Kind.INVALID, "a machine does not log in; create a token for it");
    }
    ports.accounts().link(account.id(), identity);
    changed(by, account.id(), "linked to an identity of " + identity.issuer());
    return account;
  }

  /**
   * A code to log in with once.
   *
   * @return to be shown once
   */
  public Secret issueLoginCode(Caller by, String name) {
    requireAdmin(by);
    return issueLoginCode(Optional.of(by), named(name));
  }

  /**
   * The same, for the embedded default, where whoever starts the server on the machine that holds
   * the control database gets a link. Never to be reached from a request.
   */
  public Secret issueLocalLoginCode(String name) {
    return issueLoginCode(Optional.empty(), named(name));
  }

  private Secret issueLoginCode(Optional<Caller> by, Account account) {
    if (!account.isPerson() || account.disabled()) {
      throw new PeopleException(
          Kind.INVALID, account.name() + " cannot log in: it is a machine or disabled");
    }
    Secret code = Credential.ONE_TIME_CODE.mint();
    Instant now = clock.instant();
    ports
        .oneTimes()
        .keep(
            Credential.ONE_TIME_CODE.digest(code.reveal()).orElseThrow(),
            new OneTime(
                OneTime.Purpose.LOG_IN, Optional.of(account.id()), "", now.plus(settings.code())),
            now);
    events.changed(
        new AccessEvents.Change(now, by, account.id(), "a one-time log-in code was issued"));
    return code;
  }

  /**
   * A token to be made.
   *
   * @param owner a machine's name; empty means for the caller
   * @param scope the most it may do; empty means all that the owner may
   */
  public record NewToken(String label, Optional<String> owner, Set<Role> scope, Duration life) {}

  /**
   * @param secret to be shown once: it is not kept
   */
  public record IssuedToken(ApiToken token, Secret secret) {}

  public IssuedToken createToken(Caller by, NewToken wish) {
    Account owner = ownerOf(by, wish.owner());
    Set<Role> scope = scope(by, owner, wish.scope());
    requireSound(wish);
    Instant now = clock.instant();
    if (ports.tokens().valid(owner.id(), now) >= settings.token().most()) {
      throw new PeopleException(
          Kind.INVALID,
          "%s has %d valid tokens; revoke one first"
              .formatted(owner.name(), settings.token().most()));
    }
    Secret secret = Credential.API_TOKEN.mint();
    var token =
        new ApiToken(
            "t-" + RandomText.letters(16),
            owner.id(),
            wish.label(),
            scope,
            new ApiToken.Life(now, now.plus(wish.life()), Optional.empty(), Optional.empty()));
    Digest digest = Credential.API_TOKEN.digest(secret.reveal()).orElseThrow();
    ports.tokens().add(token, digest);
    changed(
        by,
        owner.id(),
        "token %s created, scope %s, until %s"
            .formatted(token.id(), Roles.text(scope), token.life().expires()));
    return new IssuedToken(token, secret);
  }

  /** A stolen token must not be able to outlive itself, so a token makes none for its owner. */
  private Account ownerOf(Caller by, Optional<String> owner) {
    Account account = owner.map(this::named).orElseGet(() -> existing(by.id()));
    if (account.id().equals(by.id())) {
      if (by.method() == Method.API_TOKEN) {
        throw notAllowed(by, "a token makes no token for its own account; log in to make one");
      }
      return account;
    }
    requireAdmin(by);
    if (account.isPerson()) {
      throw notAllowed(by, "nobody makes a token for another person; that person logs in");
    }
    return account;
  }

  private static Set<Role> scope(Caller by, Account owner, Set<Role> wished) {
    Set<Role> most = owner.id().equals(by.id()) ? by.roles() : owner.roles();
    if (!most.containsAll(wished)) {
      throw new PeopleException(
          Kind.INVALID,
          "the scope goes beyond the roles of %s: %s".formatted(owner.name(), Roles.text(most)));
    }
    Set<Role> scope = wished.isEmpty() ? most : wished;
    if (scope.isEmpty()) {
      throw new PeopleException(
          Kind.INVALID, owner.name() + " has no role, so a token could do nothing");
    }
    return scope;
  }

  private void requireSound(NewToken wish) {
    boolean named =
        !wish.label().isBlank()
            && wish.label().length() <= LONGEST_LABEL
            && wish.label().chars().noneMatch(Character::isISOControl);
    if (!named) {
      throw new PeopleException(
          Kind.INVALID, "a token has a label of 1 to %d characters".formatted(LONGEST_LABEL));
    }
    Duration longest = settings.token().longest();
    boolean bounded =
        wish.life().compareTo(Duration.ZERO) > 0 && wish.life().compareTo(longest) <= 0;
    if (!bounded) {
      throw new PeopleException(
          Kind.INVALID, "a token lives more than 0s and at most " + longest.toDays() + "d");
    }
  }

  /** One's own; all of them for an admin. */
  public List<ApiToken> tokens(Caller by) {
    return ports
        .tokens()
        .list(by.has(Role.ADMIN) ? Optional.empty() : Optional.of(by.id()), MOST_LISTED);
  }

  /** One's own, or anybody's for an admin; at once and for good. */
  public void revoke(Caller by, String id) {
    ApiToken token =
        ports
            .tokens()
            .find(id)
            .filter(known -> known.account().equals(by.id()) || by.has(Role.ADMIN))
            .orElseThrow(
                () ->
                    new PeopleException(
                        Kind.UNKNOWN, "there is no token " + id + " that you may revoke"));
    if (ports.tokens().revoke(id, clock.instant())) {
      changed(by, token.account(), "token " + id + " revoked");
    }
  }

  private Account own(Caller by, String name) {
    Account account = existing(by.id());
    if (account.name().equals(AccountNames.normal(name)) && by.method() != Method.API_TOKEN) {
      return account;
    }
    requireAdmin(by);
    return named(name);
  }

  private Account named(String name) {
    String normal = AccountNames.normal(name);
    AccountNames.require(normal);
    return ports
        .accounts()
        .named(normal)
        .orElseThrow(
            () -> new PeopleException(Kind.UNKNOWN, "there is no account '" + normal + "'"));
  }

  private Account existing(AccountId id) {
    return ports
        .accounts()
        .find(id)
        .orElseThrow(() -> new IllegalStateException("a caller without an account: " + id));
  }

  private void requireAdmin(Caller by) {
    if (!by.has(Role.ADMIN)) {
      throw notAllowed(
          by,
          "%s needs the role admin; these credentials have: %s"
              .formatted(by.name(), Roles.text(by.roles())));
    }
  }

  private PeopleException notAllowed(Caller by, String text) {
    events.denied(new AccessEvents.Denial(clock.instant(), by, text));
    return new PeopleException(Kind.NOT_ALLOWED, text);
  }

  private void changed(Caller by, AccountId account, String text) {
    events.changed(new AccessEvents.Change(clock.instant(), Optional.of(by), account, text));
  }
}
