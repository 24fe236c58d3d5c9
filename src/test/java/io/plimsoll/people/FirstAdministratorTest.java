package io.plimsoll.people;

import static io.plimsoll.people.TestPeople.PASSWORD;
import static io.plimsoll.people.TestPeople.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Secret;
import io.plimsoll.people.AccessEvents.Cause;
import io.plimsoll.people.FirstAdministrator.NewAdministrator;
import io.plimsoll.people.PeopleException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class FirstAdministratorTest extends PeopleTestCase {
  private static final int RACES = 10;
  private static final int RACERS = 6;

  private FirstAdministrator first() {
    return it.people.firstAdministrator();
  }

  private Person claim(Secret code, String name) {
    return claim(code, name, PASSWORD);
  }

  private Person claim(Secret code, String name, String password) {
    return first()
        .claim(
            code, new NewAdministrator(name, Optional.empty(), secret(password)), TestPeople.PAGES);
  }

  @Test
  void comesFromACodeThatIsShownOnce() {
    Secret code = first().issueCode().orElseThrow();

    Person person = claim(code, "Ann");

    assertThat(person.name()).isEqualTo("ann");
    assertThat(person.roles()).containsExactly(Role.ADMIN);
    assertThat(it.logIn("ann").has(Role.ADMIN)).isTrue();
    assertThat(it.ears.changes)
        .extracting(AccessEvents.Change::by)
        .containsExactly(Optional.empty());
  }

  @Test
  void isMadeOnceWhateverCodesThereAre() {
    Secret one = first().issueCode().orElseThrow();
    Secret other = first().issueCode().orElseThrow();
    claim(one, "ann");

    assertRefused(Kind.NOT_ALLOWED, () -> claim(one, "eve"));
    assertRefused(Kind.NOT_EMPTY, () -> claim(other, "eve"));
    assertRefused(Kind.NOT_EMPTY, () -> first().create("eve", Optional.empty(), secret(PASSWORD)));
    assertThat(first().issueCode()).isEmpty();
    assertThat(it.ports.accounts().list(10)).hasSize(1);
  }

  @Test
  void isNotMadeByACodeThatExpiredOrBelongsToSomethingElse() {
    Secret code = first().issueCode().orElseThrow();
    it.clock.advance(Duration.ofMinutes(10));

    assertRefused(Kind.NOT_ALLOWED, () -> claim(code, "eve"));
    assertRefused(Kind.NOT_ALLOWED, () -> claim(Credential.ONE_TIME_CODE.mint(), "eve"));
    assertRefused(Kind.NOT_ALLOWED, () -> claim(secret("plo_"), "eve"));
    assertThat(first().wanted()).isTrue();
    assertThat(it.ears.refusals)
        .extracting(AccessEvents.Refusal::cause)
        .containsExactly(Cause.EXPIRED, Cause.UNKNOWN_SECRET, Cause.UNKNOWN_SECRET);
  }

  @Test
  void doesNotLoseTheCodeToABadForm() {
    Secret code = first().issueCode().orElseThrow();
    assertRefused(Kind.INVALID, () -> claim(code, "ann", "short"));
    assertRefused(Kind.INVALID, () -> claim(code, "no name!"));

    assertThat(claim(code, "ann").name()).isEqualTo("ann");
  }

  @Test
  void isOneHoweverManyTryAtOnce() throws Exception {
    var pool = Executors.newFixedThreadPool(RACERS);
    try {
      for (int race = 0; race < RACES; race++) {
        try (var place = new TestPeople(home.resolve("race" + race))) {
          var barrier = new CyclicBarrier(RACERS);
          var racers = new ArrayList<Callable<Boolean>>();
          for (int i = 0; i < RACERS; i++) {
            String name = "racer" + i;
            racers.add(() -> wins(place, name, barrier));
          }
          List<Future<Boolean>> results = pool.invokeAll(racers);
          int winners = 0;
          for (Future<Boolean> result : results) {
            winners += result.get() ? 1 : 0;
          }
          assertThat(winners).as("race %d", race).isEqualTo(1);
          assertThat(place.ports.accounts().list(10)).hasSize(1);
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** All have seen the empty installation before any writes: the race is forced. */
  private static boolean wins(TestPeople place, String name, CyclicBarrier barrier)
      throws Exception {
    var person =
        new Person(
            AccountId.ofNewPerson(),
            name,
            Optional.empty(),
            java.util.Set.of(Role.ADMIN),
            false,
            place.clock.instant());
    assertThat(place.people.firstAdministrator().wanted()).isTrue();
    barrier.await();
    return place.ports.accounts().addFirst(person, "$argon2id$");
  }

  static void assertRefused(Kind kind, Runnable attempt) {
    assertThatThrownBy(attempt::run)
        .isInstanceOfSatisfying(PeopleException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
