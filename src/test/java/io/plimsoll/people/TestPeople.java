package io.plimsoll.people;

import io.plimsoll.common.Secret;
import io.plimsoll.control.ControlDatabase;
import io.plimsoll.people.Administration.NewPerson;
import io.plimsoll.testing.SettableClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** People over a real control database, a clock that stands still, and ears for every event. */
public final class TestPeople implements AutoCloseable {
  /** As shipped, but for what a guess at a password costs. */
  public static final PeopleSettings SETTINGS =
      PeopleSettings.STANDARD.withCost(new PasswordCost(16, 1, 1));

  static final String PASSWORD = "correct horse battery staple";
  static final Origin PAGES = new Origin(Channel.PAGES, "192.0.2.7");

  final Path home;
  final SettableClock clock;
  final AtomicInteger hashes = new AtomicInteger();
  final Ears ears = new Ears();
  final ControlDatabase database;
  final People.Ports ports;
  final People people;

  TestPeople(Path home) {
    this(home, Instant.parse("2026-11-23T12:00:00Z"), Optional.empty());
  }

  TestPeople(Path home, Instant now, Optional<OidcProvider> provider) {
    this.home = home;
    clock = new SettableClock(now);
    database = ControlDatabase.open(home, clock);
    ports = database.people();
    people =
        new People(
            ports,
            SETTINGS,
            new CountingKdf(),
            new Authentication.Surroundings(
                clock,
                ears,
                provider.map(p -> new Oidc(p, ports.oneTimes(), SETTINGS.code(), clock))));
  }

  static Secret secret(String text) {
    return new Secret("test", () -> text);
  }

  /** The first administrator, logged in. */
  Caller administrator() {
    if (people.firstAdministrator().wanted()) {
      people.firstAdministrator().create("root", Optional.empty(), secret(PASSWORD));
    }
    return logIn("root");
  }

  Person person(String name, Role... roles) {
    return people
        .administration()
        .add(
            administrator(),
            new NewPerson(
                name,
                Optional.empty(),
                Set.of(roles),
                Optional.of(secret(PASSWORD)),
                Optional.empty()));
  }

  Caller logIn(String name) {
    return caller(people.authentication().password(name, secret(PASSWORD), PAGES));
  }

  static Caller caller(Outcome outcome) {
    return ((Outcome.Authenticated) outcome).caller();
  }

  static Outcome.Refused refused(Outcome outcome) {
    return (Outcome.Refused) outcome;
  }

  @Override
  public void close() {
    database.close();
  }

  /** Hears everything. */
  static final class Ears implements AccessEvents {
    final List<Refusal> refusals = Collections.synchronizedList(new ArrayList<>());
    final List<Change> changes = Collections.synchronizedList(new ArrayList<>());
    final List<Denial> denials = Collections.synchronizedList(new ArrayList<>());
    final List<String> sessions = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void refused(Refusal refusal) {
      refusals.add(refusal);
    }

    @Override
    public void opened(Instant at, Caller caller) {
      sessions.add("opened by " + caller.id());
    }

    @Override
    public void ended(Instant at, AccountId account, Origin origin) {
      sessions.add("ended by " + account);
    }

    @Override
    public void denied(Denial denial) {
      denials.add(denial);
    }

    @Override
    public void changed(Change change) {
      changes.add(change);
    }
  }

  private final class CountingKdf implements PasswordKdf {
    private final Argon2id real = new Argon2id(SETTINGS.cost());

    @Override
    public String hash(Secret password) {
      return real.hash(password);
    }

    @Override
    public boolean matches(Secret password, String hash) {
      hashes.incrementAndGet();
      return real.matches(password, hash);
    }

    @Override
    public boolean outdated(String hash) {
      return real.outdated(hash);
    }
  }
}
