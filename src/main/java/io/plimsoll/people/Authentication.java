package io.plimsoll.people;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Secret;
import io.plimsoll.people.AccessEvents.Cause;
import io.plimsoll.people.Outcome.Authenticated;
import io.plimsoll.people.Outcome.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The one way to become a {@link Caller}. Account and roles are read at each use, so that what is
 * taken away is gone at once, from open sessions and tokens too.
 */
public final class Authentication {
  /** Uses are noted this rarely, or every request would be a write. */
  private static final Duration NOTE_EVERY = Duration.ofMinutes(1);

  private static final Duration PROVIDER_PAUSE = Duration.ofSeconds(10);

  private final People.Ports ports;
  private final PeopleSettings settings;
  private final PasswordLogin passwords;
  private final Refusals refusals;
  private final Surroundings around;

  /** Clock, listener, and the identity provider where there is one. */
  record Surroundings(Clock clock, AccessEvents events, Optional<Oidc> oidc) {}

  Authentication(
      People.Ports ports, PeopleSettings settings, PasswordKdf kdf, Surroundings around) {
    this.ports = ports;
    this.settings = settings;
    this.around = around;
    this.refusals = new Refusals(around.events(), around.clock());
    this.passwords =
        new PasswordLogin(new PasswordLogin.Ground(ports, kdf, settings), refusals, around.clock());
  }

  /** Name and password, throttled per name and per address. */
  public Outcome password(String name, Secret password, Origin origin) {
    return passwords.logIn(name, password, origin);
  }

  /** An API token; it gives the account's roles within the token's scope. */
  public Outcome bearer(Secret token, Origin origin) {
    Optional<Digest> digest = Credential.API_TOKEN.digest(token.reveal());
    if (digest.isEmpty()) {
      return refuse(Reason.INVALID_TOKEN, Cause.MALFORMED, origin);
    }
    Optional<ApiToken> found = ports.tokens().find(digest.get());
    if (found.isEmpty()) {
      return refuse(Reason.INVALID_TOKEN, Cause.UNKNOWN_SECRET, origin);
    }
    ApiToken known = found.get();
    Account account = existing(known.account());
    Instant now = now();
    if (account.disabled() || known.life().revoked().isPresent()) {
      Cause cause = account.disabled() ? Cause.DISABLED : Cause.REVOKED;
      return refuse(Reason.INVALID_TOKEN, cause, account, origin);
    }
    if (!known.validAt(now)) {
      return refuse(Reason.EXPIRED, Cause.EXPIRED, account, origin);
    }
    if (due(known.life().used(), now)) {
      ports.tokens().used(known.id(), now);
    }
    return new Authenticated(
        new Caller(
            Caller.Who.of(account),
            Roles.both(account.roles(), known.scope()),
            Method.API_TOKEN,
            origin,
            Optional.of(known.id())));
  }

  /**
   * The secret of a session. For requests that change something, {@link Csrf} has to be asked too.
   */
  public Outcome session(Secret session, Origin origin) {
    Optional<Digest> digest = Credential.SESSION.digest(session.reveal());
    if (digest.isEmpty()) {
      return refuse(Reason.INVALID_SESSION, Cause.MALFORMED, origin);
    }
    Optional<Session> found = ports.sessions().find(digest.get());
    if (found.isEmpty()) {
      return refuse(Reason.INVALID_SESSION, Cause.UNKNOWN_SECRET, origin);
    }
    Session known = found.get();
    Account account = existing(known.account());
    Instant now = now();
    Optional<Cause> over = over(known, account, now);
    if (over.isPresent()) {
      ports.sessions().end(digest.get());
      Reason reason = over.get() == Cause.DISABLED ? Reason.INVALID_SESSION : Reason.EXPIRED;
      return refuse(reason, over.get(), account, origin);
    }
    if (due(Optional.of(known.times().used()), now)) {
      ports.sessions().used(digest.get(), now);
    }
    return new Authenticated(
        new Caller(
            Caller.Who.of(account),
            account.roles(),
            known.method(),
            origin,
            Optional.of(known.id())));
  }

  private Optional<Cause> over(Session session, Account account, Instant now) {
    if (account.disabled()) {
      return Optional.of(Cause.DISABLED);
    }
    if (!now.isBefore(session.times().expires())) {
      return Optional.of(Cause.EXPIRED);
    }
    boolean idle = !now.isBefore(session.times().used().plus(settings.session().idle()));
    return idle ? Optional.of(Cause.IDLE) : Optional.empty();
  }

  /** Whatever somebody has at hand: an API token or a session, told apart by their prefix. */
  public Outcome presented(Secret credential, Origin origin) {
    return Credential.SESSION.looksLike(credential.reveal())
        ? session(credential, origin)
        : bearer(credential, origin);
  }

  /** A one-time code that was issued for an account; it works once. */
  public Outcome oneTimeCode(Secret code, Origin origin) {
    Optional<OneTime> taken =
        Credential.ONE_TIME_CODE
            .digest(code.reveal())
            .flatMap(digest -> ports.oneTimes().take(digest, OneTime.Purpose.LOG_IN));
    if (taken.isEmpty()) {
      return refuse(Reason.INVALID_CODE, Cause.UNKNOWN_SECRET, origin);
    }
    Account account = existing(taken.get().account().orElseThrow());
    if (!now().isBefore(taken.get().expires()) || account.disabled()) {
      Cause cause = account.disabled() ? Cause.DISABLED : Cause.EXPIRED;
      return refuse(Reason.INVALID_CODE, cause, account, origin);
    }
    return authenticated(account, Method.ONE_TIME_CODE, origin);
  }

  /** What came back from the identity provider after {@link Oidc#begin}. */
  public Outcome oidc(Oidc.Answer answer, Origin origin) {
    Oidc provider =
        around
            .oidc()
            .orElseThrow(() -> new IllegalStateException("no identity provider is configured"));
    ExternalIdentity identity;
    try {
      identity = provider.finish(answer);
    } catch (OidcException e) {
      return e.cause() == Cause.PROVIDER_UNREACHABLE
          ? refusals.refuse(
              Reason.PROVIDER_UNREACHABLE,
              e.cause(),
              Optional.empty(),
              origin,
              Optional.of(PROVIDER_PAUSE))
          : refuse(Reason.PROVIDER_REFUSED, e.cause(), origin);
    }
    Optional<Account> account = ports.accounts().linked(identity);
    if (account.isEmpty() || account.get().disabled()) {
      Cause cause = account.isEmpty() ? Cause.NOT_LINKED : Cause.DISABLED;
      return refusals.refuse(Reason.NOT_LINKED, cause, account.map(Account::id), origin);
    }
    return authenticated(account.get(), Method.OIDC, origin);
  }

  /**
   * Opens a session for somebody who has just authenticated by other means than a session or token.
   *
   * @return its secret, to be shown to that caller alone
   */
  public Secret open(Caller caller) {
    if (caller.credential().isPresent() || !caller.who().person()) {
      throw new IllegalStateException("a session is opened by a person's log-in alone");
    }
    Instant now = now();
    Secret secret = Credential.SESSION.mint();
    var session =
        new Session(
            "s-" + RandomText.letters(16),
            caller.id(),
            caller.method(),
            new Session.Times(now, now, now.plus(settings.session().absolute())));
    Digest digest = Credential.SESSION.digest(secret.reveal()).orElseThrow();
    ports.sessions().open(session, digest, settings.session().most());
    around.events().opened(now, caller);
    return secret;
  }

  /** When a session ends in any case; empty when it has ended. */
  public Optional<Instant> expiry(Secret session) {
    return Credential.SESSION
        .digest(session.reveal())
        .flatMap(ports.sessions()::find)
        .map(known -> known.times().expires());
  }

  /** On the machine that holds the control database. */
  public void logOut(Secret session) {
    logOut(session, Origin.local());
  }

  /** Ends a session for good; nothing happens when it has ended already. */
  public void logOut(Secret session, Origin origin) {
    Credential.SESSION
        .digest(session.reveal())
        .ifPresent(
            digest -> {
              Optional<Session> known = ports.sessions().find(digest);
              if (ports.sessions().end(digest)) {
                known.ifPresent(ended -> around.events().ended(now(), ended.account(), origin));
              }
            });
  }

  private Outcome authenticated(Account account, Method method, Origin origin) {
    return new Authenticated(
        new Caller(Caller.Who.of(account), account.roles(), method, origin, Optional.empty()));
  }

  private Account existing(AccountId id) {
    return ports
        .accounts()
        .find(id)
        .orElseThrow(() -> new IllegalStateException("credentials of nobody: " + id));
  }

  private Outcome refuse(Reason reason, Cause cause, Origin origin) {
    return refusals.refuse(reason, cause, Optional.empty(), origin);
  }

  private Outcome refuse(Reason reason, Cause cause, Account account, Origin origin) {
    return refusals.refuse(reason, cause, Optional.of(account.id()), origin);
  }

  private static boolean due(Optional<Instant> used, Instant now) {
    return used.isEmpty() || !now.isBefore(used.get().plus(NOTE_EVERY));
  }

  private Instant now() {
    return around.clock().instant();
  }
}
