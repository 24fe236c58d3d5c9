package io.plimsoll.people;

import static io.plimsoll.people.TestPeople.PAGES;
import static io.plimsoll.people.TestPeople.PASSWORD;
import static io.plimsoll.people.TestPeople.caller;
import static io.plimsoll.people.TestPeople.refused;
import static io.plimsoll.people.TestPeople.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Secret;
import io.plimsoll.people.AccessEvents.Cause;
import io.plimsoll.people.Administration.IssuedToken;
import io.plimsoll.people.Administration.NewToken;
import io.plimsoll.people.Outcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tokens, sessions and codes are worth at the moment they are shown. */
class CredentialsAtUseTest extends PeopleTestCase {
  @BeforeEach
  void addAnn() {
    it.person("ann", Role.APPROVER, Role.VIEWER);
  }

  private Secret session(String name) {
    return it.people.authentication().open(it.logIn(name));
  }

  private Outcome show(Secret credential) {
    return it.people.authentication().presented(credential, PAGES);
  }

  private IssuedToken token(Role... scope) {
    return it.people
        .administration()
        .createToken(
            it.logIn("ann"),
            new NewToken("laptop", Optional.empty(), Set.of(scope), Duration.ofDays(30)));
  }

  private Cause lastCause() {
    return it.ears.refusals.get(it.ears.refusals.size() - 1).cause();
  }

  @Test
  void aSessionIsGoodUntilLogOutAndNeverAfter() {
    Secret session = session("ann");
    Caller caller = caller(show(session));
    assertThat(caller.method()).isEqualTo(Method.PASSWORD);
    assertThat(caller.credential().orElseThrow()).startsWith("s-");

    it.people.authentication().logOut(session);
    it.people.authentication().logOut(session);

    assertThat(refused(show(session)).reason()).isEqualTo(Reason.INVALID_SESSION);
    assertThat(it.ears.sessions)
        .containsExactly("opened by " + caller.id(), "ended by " + caller.id());
  }

  @Test
  void aSessionEndsWhenItIsIdle() {
    Secret session = session("ann");
    for (int i = 0; i < 4; i++) {
      it.clock.advance(Duration.ofMinutes(29));
      assertThat(show(session)).isInstanceOf(Outcome.Authenticated.class);
    }

    it.clock.advance(Duration.ofMinutes(30));
    assertThat(refused(show(session)).reason()).isEqualTo(Reason.EXPIRED);
    assertThat(lastCause()).isEqualTo(Cause.IDLE);
    assertThat(refused(show(session)).reason()).isEqualTo(Reason.INVALID_SESSION);
  }

  @Test
  void aSessionEndsHoweverBusyItIs() {
    Secret session = session("ann");
    for (int i = 0; i < 35; i++) {
      it.clock.advance(Duration.ofMinutes(20));
      assertThat(show(session)).isInstanceOf(Outcome.Authenticated.class);
    }

    it.clock.advance(Duration.ofMinutes(20));
    assertThat(refused(show(session)).reason()).isEqualTo(Reason.EXPIRED);
    assertThat(lastCause()).isEqualTo(Cause.EXPIRED);
  }

  @Test
  void theOldestSessionMakesRoom() {
    var sessions = new ArrayList<Secret>();
    for (int i = 0; i <= TestPeople.SETTINGS.session().most(); i++) {
      it.clock.advance(Duration.ofSeconds(1));
      sessions.add(session("ann"));
    }

    assertThat(show(sessions.get(0))).isInstanceOf(Outcome.Refused.class);
    assertThat(show(sessions.get(1))).isInstanceOf(Outcome.Authenticated.class);
  }

  @Test
  void aRoleThatIsTakenAwayIsGoneAtOnce() {
    Secret session = session("ann");
    Secret token = token().secret();
    assertThat(caller(show(session)).has(Role.APPROVER)).isTrue();
    assertThat(caller(show(token)).has(Role.APPROVER)).isTrue();

    it.people
        .administration()
        .changeRoles(it.administrator(), "ann", Set.of(Role.AUDITOR), Set.of(Role.APPROVER));

    assertThat(caller(show(session)).roles()).containsOnly(Role.VIEWER, Role.AUDITOR);
    assertThat(caller(show(token)).roles()).containsOnly(Role.VIEWER);
  }

  @Test
  void aDisabledAccountIsShutOutAtOnceAndFindsNothingOnItsReturn() {
    Secret session = session("ann");
    Secret token = token().secret();

    it.people.administration().disable(it.administrator(), "ann");
    assertThat(refused(show(session)).reason()).isEqualTo(Reason.INVALID_SESSION);
    assertThat(refused(show(token)).reason()).isEqualTo(Reason.INVALID_TOKEN);

    it.people.administration().enable(it.administrator(), "ann");
    assertThat(show(session)).isInstanceOf(Outcome.Refused.class);
    assertThat(show(token)).isInstanceOf(Outcome.Refused.class);
    assertThat(it.logIn("ann").name()).isEqualTo("ann");
  }

  @Test
  void aNewPasswordEndsTheSessions() {
    Secret session = session("ann");

    it.people
        .administration()
        .changePassword(it.logIn("ann"), "ann", secret("entirely different words"));

    assertThat(show(session)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void aTokenGivesNoMoreThanItsScope() {
    Caller caller = caller(show(token(Role.VIEWER).secret()));

    assertThat(caller.roles()).containsExactly(Role.VIEWER);
    assertThat(caller.method()).isEqualTo(Method.API_TOKEN);
    assertThat(caller.credential().orElseThrow()).startsWith("t-");
  }

  @Test
  void aTokenExpiresToTheSecond() {
    Secret token = token().secret();
    it.clock.advance(Duration.ofDays(30).minusSeconds(1));
    assertThat(show(token)).isInstanceOf(Outcome.Authenticated.class);

    it.clock.advance(Duration.ofSeconds(1));
    assertThat(refused(show(token)).reason()).isEqualTo(Reason.EXPIRED);
  }

  @Test
  void aRevokedTokenIsWorthNothing() {
    IssuedToken token = token();
    it.people.administration().revoke(it.logIn("ann"), token.token().id());

    assertThat(refused(show(token.secret())).reason()).isEqualTo(Reason.INVALID_TOKEN);
    assertThat(lastCause()).isEqualTo(Cause.REVOKED);
  }

  @Test
  void aMachineMayRequestAndNeverDecide() {
    it.people.administration().addMachine(it.administrator(), "deploy", Set.of(Role.REQUESTER));
    Secret token =
        it.people
            .administration()
            .createToken(
                it.administrator(),
                new NewToken("ci", Optional.of("deploy"), Set.of(), Duration.ofDays(1)))
            .secret();

    Caller machine = caller(show(token));

    assertThat(machine.has(Role.REQUESTER)).isTrue();
    assertThat(machine.mayDecide()).isFalse();
    assertThatThrownBy(
            () ->
                it.people
                    .administration()
                    .changeRoles(it.administrator(), "deploy", Set.of(Role.APPROVER), Set.of()))
        .hasMessageContaining("a machine may have only the roles viewer, requester");
    assertThat(caller(show(token)).roles()).containsExactly(Role.REQUESTER);
    assertThatThrownBy(() -> it.people.authentication().open(machine))
        .isInstanceOf(IllegalStateException.class);
    assertThat(refused(it.people.authentication().password("deploy", secret(PASSWORD), PAGES)))
        .isNotNull();
  }

  @Test
  void aCodeWorksOnceAndNotForLong() {
    Secret code = it.people.administration().issueLoginCode(it.administrator(), "ann");
    assertThat(caller(it.people.authentication().oneTimeCode(code, PAGES)).method())
        .isEqualTo(Method.ONE_TIME_CODE);
    assertThat(refused(it.people.authentication().oneTimeCode(code, PAGES)).reason())
        .isEqualTo(Reason.INVALID_CODE);

    Secret late = it.people.administration().issueLocalLoginCode("ann");
    it.clock.advance(Duration.ofMinutes(10));
    assertThat(refused(it.people.authentication().oneTimeCode(late, PAGES)).reason())
        .isEqualTo(Reason.INVALID_CODE);
  }

  @Test
  void whatWasNeverIssuedIsRefusedAndHeard() {
    it.ears.refusals.clear();
    for (Credential kind : Credential.values()) {
      assertThat(show(kind.mint())).isInstanceOf(Outcome.Refused.class);
      assertThat(it.people.authentication().oneTimeCode(kind.mint(), PAGES))
          .isInstanceOf(Outcome.Refused.class);
    }
    assertThat(show(secret(""))).isInstanceOf(Outcome.Refused.class);
    assertThat(show(secret("plt_" + "0".repeat(1_000_000)))).isInstanceOf(Outcome.Refused.class);

    assertThat(it.ears.refusals).hasSize(8);
  }

  @Test
  void aFormBelongsToItsSession() {
    Secret one = session("ann");
    Secret other = session("ann");
    String form = Csrf.tokenFor(one);

    assertThat(form).matches("[A-Za-z0-9_-]{43}").doesNotContain(one.reveal());
    assertThat(Csrf.matches(one, form)).isTrue();
    assertThat(Csrf.matches(other, form)).isFalse();
    assertThat(Csrf.matches(one, "")).isFalse();
    assertThat(Csrf.matches(one, form + "A")).isFalse();
  }

  @Test
  void noSecretIsKeptOrShown() {
    Secret session = session("ann");
    IssuedToken token = token();
    Secret code = it.people.administration().issueLoginCode(it.administrator(), "ann");
    List<String> secrets =
        List.of(PASSWORD, session.reveal(), token.secret().reveal(), code.reveal());

    assertThat(Rows.of(it))
        .contains("ann")
        .contains("$argon2id$")
        .satisfies(all -> secrets.forEach(s -> assertThat(all).doesNotContain(s)));
    String shown =
        ""
            + session
            + token
            + code
            + show(session)
            + it.ears.changes
            + it.ears.refusals
            + it.ports.accounts().list(10)
            + it.ports.tokens().list(Optional.empty(), 10);
    assertThat(shown)
        .doesNotContain("argon2id")
        .satisfies(all -> secrets.forEach(s -> assertThat(all).doesNotContain(s)));
  }
}
