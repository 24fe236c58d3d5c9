package io.plimsoll.people;

import static io.plimsoll.people.FirstAdministratorTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.people.PeopleException.Kind;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Accounts} does. */
public abstract class AccountsContract {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123456Z");
  private static final ExternalIdentity IDENTITY = new ExternalIdentity("https://i.example", "7");

  private Accounts accounts;

  /** A fresh, empty one. */
  protected abstract Accounts accounts();

  @BeforeEach
  void open() {
    accounts = accounts();
  }

  private static Person person(String name, Role... roles) {
    return new Person(
        AccountId.ofNewPerson(),
        name,
        Optional.of(name + "@example.org"),
        Set.of(roles),
        false,
        NOW);
  }

  private Person root() {
    Person root = person("root", Role.ADMIN);
    assertThat(accounts.addFirst(root, "hash of root")).isTrue();
    return root;
  }

  @Test
  void givesBackWhatWasAdded() {
    Person root = root();
    var machine =
        new Machine(AccountId.ofNewMachine(), "deploy", Set.of(Role.REQUESTER), false, NOW);
    accounts.add(machine, Optional.empty(), Optional.empty());

    assertThat(accounts.find(root.id())).contains(root);
    assertThat(accounts.named("root")).contains(root);
    assertThat(accounts.named("deploy")).contains(machine);
    assertThat(accounts.list(10)).containsExactly(machine, root);
    assertThat(accounts.list(1)).containsExactly(machine);
    assertThat(accounts.passwordHash("root")).contains("hash of root");
    assertThat(accounts.passwordHash("deploy")).isEmpty();
    assertThat(accounts.passwordHash("nobody")).isEmpty();
    assertThat(accounts.find(AccountId.ofNewPerson())).isEmpty();
  }

  @Test
  void isWithoutAPersonUntilThereIsOne() {
    assertThat(accounts.none()).isTrue();
    accounts.add(
        new Machine(AccountId.ofNewMachine(), "deploy", Set.of(), false, NOW),
        Optional.empty(),
        Optional.empty());
    assertThat(accounts.none()).isTrue();

    root();

    assertThat(accounts.none()).isFalse();
    assertThat(accounts.addFirst(person("eve", Role.ADMIN), "hash")).isFalse();
    assertThat(accounts.named("eve")).isEmpty();
  }

  @Test
  void addsAllOfAnAccountOrNothing() {
    Person root = root();
    accounts.link(root.id(), IDENTITY);

    assertRefused(
        Kind.TAKEN,
        () -> accounts.add(person("eve", Role.ADMIN), Optional.of("h"), Optional.of(IDENTITY)));

    assertThat(accounts.named("eve")).isEmpty();
    assertThat(accounts.linked(IDENTITY)).contains(root);
    assertRefused(
        Kind.TAKEN, () -> accounts.add(person("root"), Optional.empty(), Optional.empty()));
  }

  @Test
  void changesRolesAsASet() {
    root();
    Person ann = person("ann", Role.VIEWER);
    accounts.add(ann, Optional.empty(), Optional.empty());

    Account changed =
        accounts.changeRoles(ann.id(), Set.of(Role.VIEWER, Role.APPROVER), Set.of(Role.AUDITOR));

    assertThat(changed.roles()).containsOnly(Role.VIEWER, Role.APPROVER);
    assertThat(accounts.find(ann.id())).contains(changed);
    assertRefused(
        Kind.UNKNOWN, () -> accounts.changeRoles(AccountId.ofNewPerson(), Set.of(), Set.of()));
  }

  @Test
  void keepsAnEnabledAdministratorWhatever() {
    Person root = root();
    Person ann = person("ann", Role.ADMIN);
    accounts.add(ann, Optional.empty(), Optional.empty());
    accounts.setDisabled(ann.id(), true);

    assertRefused(Kind.LAST_ADMINISTRATOR, () -> accounts.setDisabled(root.id(), true));
    assertRefused(
        Kind.LAST_ADMINISTRATOR,
        () -> accounts.changeRoles(root.id(), Set.of(Role.VIEWER), Set.of(Role.ADMIN)));
    assertThat(accounts.find(root.id())).contains(root);
  }

  @Test
  void changesAPassword() {
    Person root = root();
    accounts.changePassword(root.id(), "another");

    assertThat(accounts.passwordHash("root")).contains("another");
    assertRefused(Kind.UNKNOWN, () -> accounts.changePassword(AccountId.ofNewPerson(), "another"));
  }
}
