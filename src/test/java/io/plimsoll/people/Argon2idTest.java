package io.plimsoll.people;

import static io.plimsoll.people.TestPeople.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class Argon2idTest {
  private static final PasswordCost CHEAP = new PasswordCost(16, 1, 1);

  /** From the tests of the reference implementation (phc-winner-argon2, src/test.c). */
  private static final String REFERENCE =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  @Test
  void agreesWithTheReferenceImplementation() {
    var kdf = new Argon2id(CHEAP);

    assertThat(kdf.matches(secret("password"), REFERENCE)).isTrue();
    assertThat(kdf.matches(secret("Password"), REFERENCE)).isFalse();
  }

  @Test
  void shipsWithTheCostThatRfc9106Recommends() {
    assertThat(PeopleSettings.STANDARD.cost()).isEqualTo(new PasswordCost(65536, 3, 4));
    var kdf = new Argon2id(PeopleSettings.STANDARD.cost());

    String hash = kdf.hash(secret("a few words will do"));

    assertThat(hash).startsWith("$argon2id$v=19$m=65536,t=3,p=4$").doesNotContain("words");
    assertThat(kdf.matches(secret("a few words will do"), hash)).isTrue();
    assertThat(kdf.outdated(hash)).isFalse();
  }

  @Test
  void saltsEachHash() {
    var kdf = new Argon2id(CHEAP);

    assertThat(kdf.hash(secret("same"))).isNotEqualTo(kdf.hash(secret("same")));
  }

  @Test
  void seesThatAHashWasMadeAtAnotherCost() {
    assertThat(new Argon2id(CHEAP).outdated(REFERENCE)).isTrue();
  }

  @Test
  void takesTheSameLettersFromEveryKeyboard() {
    var kdf = new Argon2id(CHEAP);

    assertThat(kdf.matches(secret("gr\u00fcn"), kdf.hash(secret("gru\u0308n")))).isTrue();
  }

  @Test
  void refusesACostThatIsNone() {
    assertThatThrownBy(() -> new PasswordCost(7, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7 KiB");
    assertThatThrownBy(() -> new PasswordCost(64, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
