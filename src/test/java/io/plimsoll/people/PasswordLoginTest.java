package io.plimsoll.people;

import static io.plimsoll.people.TestPeople.PAGES;
import static io.plimsoll.people.TestPeople.PASSWORD;
import static io.plimsoll.people.TestPeople.caller;
import static io.plimsoll.people.TestPeople.refused;
import static io.plimsoll.people.TestPeople.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.people.AccessEvents.Cause;
import io.plimsoll.people.AccessEvents.Refusal;
import io.plimsoll.people.Administration.NewPerson;
import io.plimsoll.people.Outcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PasswordLoginTest extends PeopleTestCase {
  private static final int ALLOWED = TestPeople.SETTINGS.attempts().perAccount();

  @BeforeEach
  void addAnn() {
    it.person("ann", Role.APPROVER);
  }

  private Outcome attempt(String name, String password) {
    return attempt(name, password, PAGES);
  }

  private Outcome attempt(String name, String password, Origin origin) {
    return it.people.authentication().password(name, secret(password), origin);
  }

  @Test
  void saysWhoCalledHowAndFromWhere() {
    Caller caller = caller(attempt(" Ann ", PASSWORD));

    assertThat(caller.name()).isEqualTo("ann");
    assertThat(caller.roles()).containsExactly(Role.APPROVER);
    assertThat(caller.method()).isEqualTo(Method.PASSWORD);
    assertThat(caller.origin()).isEqualTo(new Origin(Channel.PAGES, "192.0.2.7"));
    assertThat(caller.credential()).isEmpty();
    assertThat(caller.mayDecide()).isTrue();
  }

  @Test
  void givesTheSameAnswerWhetherTheAccountExistsOrNot() {
    it.person("off");
    it.people.administration().disable(it.administrator(), "off");
    it.people
        .administration()
        .add(
            it.administrator(),
            new NewPerson(
                "elsewhere",
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                Optional.of(new ExternalIdentity("https://id.example", "7"))));

    Outcome wrong = attempt("ann", "wrong");

    assertThat(refused(wrong).reason()).isEqualTo(Reason.WRONG_CREDENTIALS);
    assertThat(attempt("nobody", "wrong")).isEqualTo(wrong);
    assertThat(attempt("", "wrong")).isEqualTo(wrong);
    assertThat(attempt("'; drop table account; --", "wrong")).isEqualTo(wrong);
    assertThat(attempt("off", PASSWORD)).isEqualTo(wrong);
    assertThat(attempt("off", "wrong")).isEqualTo(wrong);
    assertThat(attempt("elsewhere", PASSWORD)).isEqualTo(wrong);
    assertThat(it.ears.refusals)
        .extracting(Refusal::cause)
        .containsExactly(
            Cause.WRONG_PASSWORD,
            Cause.UNKNOWN_ACCOUNT,
            Cause.UNKNOWN_ACCOUNT,
            Cause.UNKNOWN_ACCOUNT,
            Cause.DISABLED,
            Cause.WRONG_PASSWORD,
            Cause.NO_PASSWORD);
  }

  @Test
  void doesTheSlowWorkForUnknownNamesToo() {
    int before = it.hashes.get();
    attempt("ann", "wrong");
    attempt("nobody", "wrong");
    attempt("nobody else", PASSWORD);

    assertThat(it.hashes.get() - before).isEqualTo(3);
  }

  @Test
  void handsEveryRefusalOnWithoutWhatWasTyped() {
    attempt("hunter2 typed into the wrong field", "wrong");
    attempt("ann", "hunter2");

    assertThat(it.ears.refusals).hasSize(2);
    assertThat(it.ears.refusals.get(1).account()).isPresent();
    assertThat(it.ears.refusals.get(1).origin()).isEqualTo(PAGES);
    assertThat(it.ears.refusals.toString()).doesNotContain("hunter2");
  }

  @Test
  void locksTheNameOutAfterTooManyFailuresAndLetsItInAgainLater() {
    for (int i = 0; i < ALLOWED; i++) {
      assertThat(refused(attempt("ann", "wrong")).reason()).isEqualTo(Reason.WRONG_CREDENTIALS);
    }

    Outcome.Refused locked = refused(attempt("ann", PASSWORD));
    assertThat(locked.reason()).isEqualTo(Reason.LOCKED_OUT);
    assertThat(locked.retryAfter()).contains(Duration.ofMinutes(15));

    it.clock.advance(Duration.ofMinutes(15).minusSeconds(1));
    assertThat(refused(attempt("ann", PASSWORD)).retryAfter()).contains(Duration.ofSeconds(1));
    it.clock.advance(Duration.ofSeconds(1));
    assertThat(caller(attempt("ann", PASSWORD)).name()).isEqualTo("ann");
  }

  @Test
  void locksUnknownNamesOutAlike() {
    for (int i = 0; i < ALLOWED; i++) {
      attempt("nobody", "wrong");
      attempt("ann", "wrong");
    }

    assertThat(attempt("nobody", "wrong")).isEqualTo(attempt("ann", "wrong"));
    assertThat(refused(attempt("nobody", "wrong")).reason()).isEqualTo(Reason.LOCKED_OUT);
  }

  @Test
  void remembersFailuresOverARestart() {
    for (int i = 0; i < ALLOWED; i++) {
      attempt("ann", "wrong");
    }
    it.close();
    it = new TestPeople(home);

    assertThat(refused(attempt("ann", PASSWORD)).reason()).isEqualTo(Reason.LOCKED_OUT);
  }

  @Test
  void forgetsFailuresOfANameOnceThePasswordIsRightOrTheWindowIsOver() {
    for (int round = 0; round < 3; round++) {
      failTimes("ann", ALLOWED - 1);
      assertThat(caller(attempt("ann", PASSWORD)).name()).isEqualTo("ann");
    }
    failTimes("ann", ALLOWED - 1);
    it.clock.advance(Duration.ofMinutes(15));
    failTimes("ann", ALLOWED - 1);
    assertThat(caller(attempt("ann", PASSWORD)).name()).isEqualTo("ann");
  }

  private void failTimes(String name, int times) {
    for (int i = 0; i < times; i++) {
      attempt(name, "wrong");
    }
  }

  @Test
  void locksAnAddressOutThatTriesManyNamesAlsoWhenOneOfThemIsItsOwn() {
    var attacker = new Origin(Channel.API, "203.0.113.9");
    int most = TestPeople.SETTINGS.attempts().perAddress();
    for (int i = 0; i < most; i++) {
      attempt("name" + i, "wrong", attacker);
      if (i < most - 1) {
        attempt("ann", PASSWORD, attacker);
      }
    }

    assertThat(refused(attempt("ann", PASSWORD, attacker)).reason()).isEqualTo(Reason.LOCKED_OUT);
    assertThat(caller(attempt("ann", PASSWORD)).name()).isEqualTo("ann");
  }

  @Test
  void countsASubnetOfManyAddressesAsOne() {
    for (int i = 0; i < TestPeople.SETTINGS.attempts().perAddress(); i++) {
      attempt("name" + i, "wrong", new Origin(Channel.API, "2001:db8:1:2::" + i));
    }

    assertThat(attempt("ann", PASSWORD, new Origin(Channel.API, "2001:db8:1:2:ffff::1")))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(caller(attempt("ann", PASSWORD, new Origin(Channel.API, "2001:db8:1:3::1"))))
        .isNotNull();
  }

  @Test
  void letsNoMoreThroughAtOnceThanInARow() throws Exception {
    int before = it.hashes.get();
    var pool = Executors.newFixedThreadPool(8);
    try {
      var calls = new ArrayList<Callable<Outcome>>();
      for (int i = 0; i < 24; i++) {
        calls.add(() -> attempt("ann", "wrong"));
      }
      List<Future<Outcome>> outcomes = pool.invokeAll(calls);
      int tried = 0;
      for (Future<Outcome> outcome : outcomes) {
        tried += refused(outcome.get()).reason() == Reason.WRONG_CREDENTIALS ? 1 : 0;
      }
      assertThat(tried).isEqualTo(ALLOWED);
      assertThat(it.hashes.get() - before).isEqualTo(ALLOWED);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void bringsAnOlderHashToTheCostOfToday() {
    AccountId ann = it.ports.accounts().named("ann").orElseThrow().id();
    String old = new Argon2id(new PasswordCost(8, 1, 1)).hash(secret(PASSWORD));
    it.ports.accounts().changePassword(ann, old);

    caller(attempt("ann", PASSWORD));

    assertThat(it.ports.accounts().passwordHash("ann").orElseThrow()).contains("m=16,t=1,p=1");
    assertThat(caller(attempt("ann", PASSWORD))).isNotNull();
  }
}
