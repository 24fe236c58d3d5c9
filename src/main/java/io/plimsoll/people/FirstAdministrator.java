package io.plimsoll.people;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Secret;
import io.plimsoll.people.AccessEvents.Cause;
import io.plimsoll.people.PeopleException.Kind;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;

/**
 * How an empty installation gets its first administrator: whoever holds its control database makes
 * one, or gets a code to do it from a page. It works until there is a person, and never again.
 */
public final class FirstAdministrator {
  /** In characters, for whoever asks for one. */
  public static final int SHORTEST_PASSWORD = PasswordRules.SHORTEST;

  private final People.Ports ports;
  private final PeopleSettings settings;
  private final PasswordKdf kdf;
  private final Clock clock;
  private final AccessEvents events;
  private final Refusals refusals;

  FirstAdministrator(
      People.Ports ports,
      PeopleSettings settings,
      PasswordKdf kdf,
      Authentication.Surroundings around) {
    this.ports = ports;
    this.settings = settings;
    this.kdf = kdf;
    this.clock = around.clock();
    this.events = around.events();
    this.refusals = new Refusals(around.events(), around.clock());
  }

  /** Whether the installation is still without a person. */
  public boolean wanted() {
    return ports.accounts().none();
  }

  /**
   * Makes the first administrator. Only for a process that was let at the control database by the
   * operating system.
   *
   * @throws PeopleException {@code NOT_EMPTY} when there is a person already
   */
  public Person create(String name, Optional<String> email, Secret password) {
    String normal = AccountNames.normal(name);
    PasswordRules.require(normal, password);
    Instant now = clock.instant();
    var person =
        new Person(AccountId.ofNewPerson(), normal, email, EnumSet.of(Role.ADMIN), false, now);
    if (!wanted() || !ports.accounts().addFirst(person, kdf.hash(password))) {
      throw new PeopleException(
          Kind.NOT_EMPTY, "this installation has people already; an admin adds others");
    }
    events.changed(
        new AccessEvents.Change(
            now, Optional.empty(), person.id(), "the first administrator was created"));
    return person;
  }

  /**
   * A code for {@link #claim}, to be shown once to whoever started the server; empty when there is
   * a person already.
   */
  public Optional<Secret> issueCode() {
    if (!wanted()) {
      return Optional.empty();
    }
    Secret code = Credential.ONE_TIME_CODE.mint();
    Instant now = clock.instant();
    ports
        .oneTimes()
        .keep(
            digest(code).orElseThrow(),
            new OneTime(
                OneTime.Purpose.FIRST_ADMINISTRATOR,
                Optional.empty(),
                "",
                now.plus(settings.code())),
            now);
    return Optional.of(code);
  }

  /** What the first administrator says of himself. */
  public record NewAdministrator(String name, Optional<String> email, Secret password) {}

  /**
   * Makes the first administrator for the holder of a code. The code is used up by a valid form
   * alone: a password that is too short does not cost it.
   *
   * @throws PeopleException {@code NOT_ALLOWED} when the code is wrong, used or expired, {@code
   *     NOT_EMPTY} when somebody was faster
   */
  public Person claim(Secret code, NewAdministrator wish, Origin origin) {
    String name = wish.name();
    Optional<String> email = wish.email();
    Secret password = wish.password();
    AccountNames.require(AccountNames.normal(name));
    email.ifPresent(AccountNames::requireEmail);
    PasswordRules.require(AccountNames.normal(name), password);
    Optional<OneTime> taken =
        digest(code)
            .flatMap(known -> ports.oneTimes().take(known, OneTime.Purpose.FIRST_ADMINISTRATOR));
    if (taken.isEmpty() || !clock.instant().isBefore(taken.get().expires())) {
      Cause cause = taken.isEmpty() ? Cause.UNKNOWN_SECRET : Cause.EXPIRED;
      refusals.refuse(Outcome.Reason.INVALID_CODE, cause, Optional.empty(), origin);
      throw new PeopleException(
          Kind.NOT_ALLOWED, "the code is wrong, used or expired; start the server again");
    }
    return create(name, email, password);
  }

  private static Optional<Digest> digest(Secret code) {
    return Credential.ONE_TIME_CODE.digest(code.reveal());
  }
}
