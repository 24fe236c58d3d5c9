package io.plimsoll.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the note that Go's implementation documents. */
class SignedNoteTest {
  private static final VerifierKey KEY =
      new VerifierKey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  private static final String PRIVATE =
      "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
  private static final String TEXT =
      "If you think cryptography is the answer to your problem,\n"
          + "then you don't know what your problem is.\n";
  private static final String NOTE =
      TEXT
          + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

  @Test
  void isThePublishedNote() {
    SigningKey key = SigningKey.parse(PRIVATE + "\n" + KEY + "\n");

    assertThat(SignedNote.of(TEXT, key).encode()).isEqualTo(NOTE);
    assertThat(SignedNote.parse(NOTE).signedBy(KEY)).isTrue();
    assertThat(SignedNote.parse(NOTE).encode()).isEqualTo(NOTE);
  }

  @Test
  void isNotSignedByAnotherKeyOfTheSameName() {
    SigningKey other = SigningKey.generate("PeterNeumann");

    assertThat(SignedNote.parse(NOTE).signedBy(other.verifier())).isFalse();
    assertThat(SignedNote.of(TEXT, other).signedBy(KEY)).isFalse();
  }

  @Test
  void isVoidWithOneOtherLetter() {
    assertThat(SignedNote.parse(NOTE.replace("crypto", "Crypto")).signedBy(KEY)).isFalse();
    assertThat(SignedNote.parse(NOTE.replace("ZSNX", "ZSNY")).signedBy(KEY)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text\n",
        "text\n\n",
        "text\n\nsigned: me\n",
        "text\n\n— a AAAA\n",
        "a\r\n\n— a AAAAAAAA\n"
      })
  void isNothingWithoutAProperSignatureLine(String content) {
    assertThatThrownBy(() -> SignedNote.parse(content))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX"
      })
  void knowsADamagedKey(String text) {
    assertThatThrownBy(() -> new VerifierKey(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsThePrivateKeyOutOfEveryText() {
    SigningKey key = SigningKey.generate("plimsoll.io/log/x");
    String other = SigningKey.generate("plimsoll.io/log/x").verifier().text();
    String secret = key.fileText().lines().findFirst().orElseThrow();

    assertThat(key).hasToString("****");
    assertThat(SigningKey.parse(key.fileText()).verifier()).isEqualTo(key.verifier());
    assertThatThrownBy(() -> SigningKey.parse(secret + "\n" + other + "\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(secret.substring(secret.lastIndexOf('+')));
  }

  @Test
  void carriesACheckpointInThreeLines() {
    SigningKey key = SigningKey.generate("plimsoll.io/log/x");
    var checkpoint = new Checkpoint("plimsoll.io/log/x", 12, Digest.ofText("root"));
    String content = checkpoint.signed(key).content();

    assertThat(content)
        .startsWith(
            "plimsoll.io/log/x\n12\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\n\n— plimsoll.io/log/x ");
    assertThat(SignedCheckpoint.parse(content).checkpoint()).isEqualTo(checkpoint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"o\n-1\nX\n", "o\n01\nX\n", "o\n1\nAAAA\n", "o\n1\n"})
  void isNoCheckpointWithAnythingElse(String text) {
    assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsTheCheckpointOfTheSpecification() {
    String content =
        """
        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        """;

    Checkpoint read = SignedCheckpoint.parse(content).checkpoint();

    assertThat(read.origin()).isEqualTo("example.com/behind-the-sofa");
    assertThat(read.size()).isEqualTo(20852163);
    assertThat(SignedCheckpoint.parse(content).content()).isEqualTo(content);
  }
}
