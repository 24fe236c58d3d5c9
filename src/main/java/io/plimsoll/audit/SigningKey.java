package io.plimsoll.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The private half of a key. It prints as {@code ****} and leaves only as a file's content. */
public final class SigningKey {
  private static final String HEAD = "PRIVATE+KEY+";

  private final byte[] seed;
  private final VerifierKey verifier;

  private SigningKey(byte[] seed, VerifierKey verifier) {
    this.seed = seed;
    this.verifier = verifier;
  }

  public static SigningKey generate(String name) {
    Ed25519.Pair pair = Ed25519.generate();
    return new SigningKey(pair.seed(), VerifierKey.of(name, pair.publicKey()));
  }

  /**
   * Reads the two lines of {@link #fileText}.
   *
   * @throws IllegalArgumentException when they are none, or do not belong together; the message
   *     repeats nothing of the private one
   */
  public static SigningKey parse(String fileText) {
    List<String> lines = fileText.lines().toList();
    if (lines.size() != 2 || !lines.get(0).startsWith(HEAD)) {
      throw new IllegalArgumentException("expected a private and a public key, a line each");
    }
    var verifier = new VerifierKey(lines.get(1));
    String head = HEAD + verifier.name() + "+" + verifier.id() + "+";
    byte[] key =
        decoded(lines.get(0).startsWith(head) ? lines.get(0).substring(head.length()) : "");
    if (key.length != Ed25519.KEY_BYTES + 1 || key[0] != VerifierKey.ED25519) {
      throw new IllegalArgumentException("the private key is damaged");
    }
    var read = new SigningKey(Arrays.copyOfRange(key, 1, key.length), verifier);
    if (!SignedNote.of("do the two lines belong together?\n", read).signedBy(verifier)) {
      throw new IllegalArgumentException("the private and the public key do not belong together");
    }
    return read;
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  public VerifierKey verifier() {
    return verifier;
  }

  /** Both keys, a line each; for a file that only its owner reads. */
  public String fileText() {
    byte[] key = Ed25519.joined(new byte[] {VerifierKey.ED25519}, seed);
    String base64 = Base64.getEncoder().encodeToString(key);
    return HEAD + verifier.name() + "+" + verifier.id() + "+" + base64 + "\n" + verifier + "\n";
  }

  byte[] sign(String text) {
    return Ed25519.sign(seed, text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "****";
  }
}
