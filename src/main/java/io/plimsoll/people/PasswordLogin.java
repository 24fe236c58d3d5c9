package io.plimsoll.people;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Secret;
import io.plimsoll.people.AccessEvents.Cause;
import io.plimsoll.people.LoginAttempts.Limit;
import io.plimsoll.people.Outcome.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Name and password. An unknown name takes the same steps as a known one, the slow hash included,
 * and gets the same answer; so does a name that is locked out.
 */
final class PasswordLogin {
  private final Accounts accounts;
  private final LoginAttempts attempts;
  private final PasswordKdf kdf;
  private final PeopleSettings settings;
  private final Refusals refusals;
  private final Clock clock;

  /** Of nobody's password, made at the cost that real ones have, before the first log-in. */
  private String decoy;

  /** What it stands on. */
  record Ground(People.Ports ports, PasswordKdf kdf, PeopleSettings settings) {}

  PasswordLogin(Ground ground, Refusals refusals, Clock clock) {
    this.accounts = ground.ports().accounts();
    this.attempts = ground.ports().attempts();
    this.kdf = ground.kdf();
    this.settings = ground.settings();
    this.refusals = refusals;
    this.clock = clock;
  }

  private synchronized String decoy() {
    if (decoy == null) {
      String nobodys = RandomText.letters(PasswordRules.SHORTEST);
      decoy = kdf.hash(new Secret("decoy", () -> nobodys));
    }
    return decoy;
  }

  Outcome logIn(String typedName, Secret password, Origin origin) {
    String name = AccountNames.normal(typedName);
    List<Limit> limits = limits(name, origin);
    Instant now = clock.instant();
    Optional<Instant> lockedUntil = attempts.admit(limits, now);
    if (lockedUntil.isPresent()) {
      return refusals.refuse(
          Reason.LOCKED_OUT,
          Cause.LOCKED_OUT,
          accounts.named(name).map(Account::id),
          origin,
          Optional.of(Duration.between(now, lockedUntil.get())));
    }
    String instead = decoy();
    Optional<Account> account = accounts.named(name);
    Optional<String> kept = accounts.passwordHash(name);
    boolean right = kdf.matches(bounded(password), kept.orElse(instead));
    Optional<Cause> fault = fault(account, kept, right);
    if (fault.isPresent()) {
      return refusals.refuse(
          Reason.WRONG_CREDENTIALS, fault.get(), account.map(Account::id), origin);
    }
    attempts.succeeded(limits);
    Account known = account.orElseThrow();
    if (kdf.outdated(kept.orElseThrow())) {
      accounts.changePassword(known.id(), kdf.hash(password));
    }
    return new Outcome.Authenticated(
        new Caller(Caller.Who.of(known), known.roles(), Method.PASSWORD, origin, Optional.empty()));
  }

  private static Optional<Cause> fault(
      Optional<Account> account, Optional<String> kept, boolean right) {
    if (account.isEmpty()) {
      return Optional.of(Cause.UNKNOWN_ACCOUNT);
    }
    if (kept.isEmpty()) {
      return Optional.of(Cause.NO_PASSWORD);
    }
    if (!right) {
      return Optional.of(Cause.WRONG_PASSWORD);
    }
    return account.get().disabled() ? Optional.of(Cause.DISABLED) : Optional.empty();
  }

  /** A megabyte of password is wrong without being read to its end. */
  private static Secret bounded(Secret password) {
    String text = password.reveal();
    return text.length() <= 2 * PasswordRules.LONGEST
        ? password
        : new Secret(password.origin(), () -> text.substring(0, 2 * PasswordRules.LONGEST));
  }

  private List<Limit> limits(String name, Origin origin) {
    PeopleSettings.Attempts allowed = settings.attempts();
    return List.of(
        limit("account " + name, allowed.perAccount(), allowed),
        limit("address " + origin.site(), allowed.perAddress(), allowed));
  }

  private static Limit limit(String subject, int most, PeopleSettings.Attempts allowed) {
    return new Limit(Digest.ofText(subject), most, allowed.window(), allowed.lockOut());
  }
}
