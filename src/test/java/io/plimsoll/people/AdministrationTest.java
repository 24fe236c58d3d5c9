package io.plimsoll.people;

import static io.plimsoll.people.FirstAdministratorTest.assertRefused;
import static io.plimsoll.people.TestPeople.PAGES;
import static io.plimsoll.people.TestPeople.PASSWORD;
import static io.plimsoll.people.TestPeople.caller;
import static io.plimsoll.people.TestPeople.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.people.Administration.IssuedToken;
import io.plimsoll.people.Administration.NewPerson;
import io.plimsoll.people.Administration.NewToken;
import io.plimsoll.people.PeopleException.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdministrationTest extends PeopleTestCase {
  private Administration administration() {
    return it.people.administration();
  }

  private static NewPerson wish(String name, Optional<ExternalIdentity> identity) {
    return new NewPerson(name, Optional.empty(), Set.of(), Optional.of(secret(PASSWORD)), identity);
  }

  private IssuedToken token(Caller by, Optional<String> owner, Duration life, Role... scope) {
    return administration().createToken(by, new NewToken("label", owner, Set.of(scope), life));
  }

  @Test
  void isForAdminsAlone() {
    it.person("all", EnumSet.complementOf(EnumSet.of(Role.ADMIN)).toArray(Role[]::new));
    Caller caller = it.logIn("all");
    it.ears.changes.clear();

    assertRefused(
        Kind.NOT_ALLOWED, () -> administration().add(caller, wish("eve", Optional.empty())));
    assertRefused(Kind.NOT_ALLOWED, () -> administration().addMachine(caller, "eve", Set.of()));
    assertRefused(
        Kind.NOT_ALLOWED,
        () -> administration().changeRoles(caller, "all", Set.of(Role.ADMIN), Set.of()));
    assertRefused(Kind.NOT_ALLOWED, () -> administration().disable(caller, "root"));
    assertRefused(Kind.NOT_ALLOWED, () -> administration().enable(caller, "root"));
    assertRefused(
        Kind.NOT_ALLOWED,
        () -> administration().changePassword(caller, "root", secret("words for somebody else")));
    assertRefused(Kind.NOT_ALLOWED, () -> administration().issueLoginCode(caller, "root"));
    assertRefused(
        Kind.NOT_ALLOWED,
        () -> administration().link(caller, "all", new ExternalIdentity("https://i.example", "1")));
    assertRefused(Kind.NOT_ALLOWED, () -> token(caller, Optional.of("root"), Duration.ofDays(1)));
    assertThat(it.ears.changes).isEmpty();
    assertThat(it.ears.denials).hasSize(9).allSatisfy(d -> assertThat(d.by()).isEqualTo(caller));
    assertThat(administration().list(caller)).as("an auditor may look").hasSize(2);
    it.person("plain", Role.APPROVER);
    assertRefused(Kind.NOT_ALLOWED, () -> administration().list(it.logIn("plain")));
  }

  @Test
  void tellsOfEveryChangeAndWhoMadeIt() {
    Person ann = it.person("ann", Role.VIEWER);
    Caller root = it.administrator();
    it.ears.changes.clear();

    administration().changeRoles(root, "ann", Set.of(Role.APPROVER), Set.of(Role.VIEWER));
    administration().changePassword(it.logIn("ann"), "ann", secret("entirely different words"));
    administration().disable(root, "ann");

    assertThat(it.ears.changes)
        .allSatisfy(change -> assertThat(change.account()).isEqualTo(ann.id()))
        .extracting(change -> change.by().orElseThrow().name() + ": " + change.text())
        .containsExactly(
            "root: roles granted: approver; withdrawn: viewer; now: approver",
            "ann: password changed",
            "root: disabled");
  }

  @Test
  void keepsTheLastAdministrator() {
    Caller root = it.administrator();

    assertRefused(Kind.LAST_ADMINISTRATOR, () -> administration().disable(root, "root"));
    assertRefused(
        Kind.LAST_ADMINISTRATOR,
        () -> administration().changeRoles(root, "root", Set.of(), Set.of(Role.ADMIN)));
    assertThat(it.administrator().has(Role.ADMIN)).isTrue();

    it.person("ann", Role.ADMIN);
    administration().disable(it.administrator(), "root");
    Caller ann = it.logIn("ann");
    assertRefused(Kind.LAST_ADMINISTRATOR, () -> administration().disable(ann, "ann"));
    assertThat(it.people.firstAdministrator().wanted()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "-ann", "a b", "änn", "аnn", "../x", "a'b", "<b>", "a\u0000"})
  void refusesNamesThatCouldBeTakenForOthers(String name) {
    Caller root = it.administrator();
    assertRefused(Kind.INVALID, () -> administration().add(root, wish(name, Optional.empty())));
  }

  @Test
  void refusesANameTwiceInEveryCase() {
    it.person("ann");
    Caller root = it.administrator();

    assertRefused(Kind.TAKEN, () -> administration().add(root, wish("ANN", Optional.empty())));
    assertRefused(Kind.TAKEN, () -> administration().addMachine(root, "ann", Set.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "aaaaaaaaaaaaaaaaaaaaaaaa", "ann ann ann ann ann ann"})
  void refusesPasswordsThatAreSoonGuessed(String password) {
    it.person("ann");
    Caller ann = it.logIn("ann");

    assertRefused(
        Kind.INVALID, () -> administration().changePassword(ann, "ann", secret(password)));
    assertThat(it.logIn("ann")).isNotNull();
  }

  @Test
  void takesALongPasswordAndNotAnEndlessOne() {
    it.person("ann");
    String words = "é ".repeat(256) + "a few more";
    administration().changePassword(it.logIn("ann"), "ann", secret(words));

    assertThat(caller(it.people.authentication().password("ann", secret(words), PAGES)))
        .isNotNull();
    Caller root = it.administrator();
    assertRefused(
        Kind.INVALID,
        () -> administration().changePassword(root, "ann", secret("abcdef".repeat(1000))));
  }

  @Test
  void linksAnIdentityToOnePersonAlone() {
    it.person("ann");
    it.person("bob");
    Caller root = it.administrator();
    var identity = new ExternalIdentity("https://id.example", "7");
    administration().link(root, "ann", identity);

    assertRefused(Kind.TAKEN, () -> administration().link(root, "bob", identity));
    assertRefused(Kind.TAKEN, () -> administration().add(root, wish("eve", Optional.of(identity))));
    assertThat(it.ports.accounts().named("eve")).isEmpty();
    assertThat(it.ports.accounts().linked(new ExternalIdentity("https://other.example", "7")))
        .isEmpty();
  }

  @Test
  void makesNoTokenThatDoesMoreThanItsOwnerOrLivesForEver() {
    it.person("ann", Role.VIEWER);
    Caller ann = it.logIn("ann");

    assertRefused(
        Kind.INVALID, () -> token(ann, Optional.empty(), Duration.ofDays(1), Role.APPROVER));
    assertRefused(Kind.INVALID, () -> token(ann, Optional.empty(), Duration.ofDays(367)));
    assertRefused(Kind.INVALID, () -> token(ann, Optional.empty(), Duration.ZERO));
    assertThat(administration().tokens(ann)).isEmpty();
  }

  @Test
  void makesNoTokenForAnotherPersonAndNoneByAToken() {
    it.person("ann", Role.VIEWER);
    Caller root = it.administrator();
    assertRefused(Kind.NOT_ALLOWED, () -> token(root, Optional.of("ann"), Duration.ofDays(1)));

    IssuedToken issued = token(root, Optional.empty(), Duration.ofDays(1));
    Caller byToken = caller(it.people.authentication().bearer(issued.secret(), PAGES));
    assertRefused(Kind.NOT_ALLOWED, () -> token(byToken, Optional.empty(), Duration.ofDays(9)));
    administration().addMachine(byToken, "deploy", Set.of(Role.VIEWER));
    assertThat(token(byToken, Optional.of("deploy"), Duration.ofDays(1)).token().scope())
        .containsExactly(Role.VIEWER);
  }

  @Test
  void aTokenWithoutTheRoleAdminKeepsNoAccounts() {
    IssuedToken issued =
        token(
            caller(
                it.people
                    .authentication()
                    .password(it.administrator().name(), secret(PASSWORD), PAGES)),
            Optional.empty(),
            Duration.ofDays(1));
    it.person("ann", Role.ADMIN, Role.VIEWER);
    IssuedToken narrow = token(it.logIn("ann"), Optional.empty(), Duration.ofDays(1), Role.VIEWER);
    Caller viewer = caller(it.people.authentication().bearer(narrow.secret(), PAGES));

    assertRefused(Kind.NOT_ALLOWED, () -> administration().disable(viewer, "root"));
    assertRefused(
        Kind.NOT_ALLOWED,
        () -> administration().changePassword(viewer, "ann", secret("entirely different words")));
    assertRefused(Kind.UNKNOWN, () -> administration().revoke(viewer, issued.token().id()));
  }

  @Test
  void boundsTheTokensOfAnAccount() {
    it.person("ann", Role.VIEWER);
    Caller ann = it.logIn("ann");
    for (int i = 0; i < TestPeople.SETTINGS.token().most(); i++) {
      token(ann, Optional.empty(), Duration.ofDays(1));
    }

    assertRefused(Kind.INVALID, () -> token(ann, Optional.empty(), Duration.ofDays(1)));
    it.clock.advance(Duration.ofDays(1));
    assertThat(token(it.logIn("ann"), Optional.empty(), Duration.ofDays(1))).isNotNull();
  }
}
