package io.plimsoll.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Secret;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CredentialTest {
  @ParameterizedTest
  @EnumSource
  void looksLikeNothingElse(Credential kind) {
    assertThat(kind.mint().reveal()).matches("pl[tso]_[0-9A-Za-z]{49}");
    assertThat(kind.mint()).hasToString("****");
  }

  @Test
  void isNeverMadeTwice() {
    var made = new HashSet<String>();
    for (int i = 0; i < 1000; i++) {
      made.add(Credential.API_TOKEN.mint().reveal());
    }
    assertThat(made).hasSize(1000);
  }

  @Test
  void isKeptAsItsSha256() {
    Secret token = Credential.API_TOKEN.mint();

    assertThat(Credential.API_TOKEN.digest(token.reveal())).contains(Digest.ofText(token.reveal()));
  }

  @Test
  void seesAMistypedLetterByItsChecksum() {
    String token = Credential.API_TOKEN.mint().reveal();

    for (int i = 4; i < token.length(); i++) {
      char other = token.charAt(i) == 'x' ? 'y' : 'x';
      String mistyped = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(Credential.API_TOKEN.digest(mistyped)).as(Integer.toString(i)).isEmpty();
    }
  }

  @Test
  void isNoneOfAnotherKind() {
    String session = Credential.SESSION.mint().reveal();

    assertThat(Credential.API_TOKEN.digest(session)).isEmpty();
    assertThat(Credential.API_TOKEN.digest("plt_" + session.substring(4))).isEmpty();
    assertThat(Credential.API_TOKEN.digest("")).isEmpty();
    assertThat(Credential.API_TOKEN.digest("plt_' or 1=1 --")).isEmpty();
    assertThat(Credential.API_TOKEN.digest(session + "\n")).isEmpty();
  }
}
