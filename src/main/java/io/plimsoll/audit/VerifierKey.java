package io.plimsoll.audit;

import io.plimsoll.common.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public key that checks signatures of notes, in the form {@code name+id+base64} (C2SP
 * signed-note).
 *
 * @param text as it is written into files and events
 */
public record VerifierKey(String text) {
  /** Signature type of plain Ed25519. */
  static final byte ED25519 = 1;

  private static final Pattern SHAPE =
      Pattern.compile("([^+\\s\\p{Cntrl}]{1,200})\\+([0-9a-f]{8})\\+([A-Za-z0-9+/=]{44})");

  public VerifierKey {
    Matcher parts = SHAPE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "expected a public key such as plimsoll.io/log/…+c74f20a3+ARpc2QcU…");
    }
    byte[] key = Base64.getDecoder().decode(parts.group(3));
    if (key.length != Ed25519.KEY_BYTES + 1
        || key[0] != ED25519
        || !id(parts.group(1), key).equals(parts.group(2))) {
      throw new IllegalArgumentException("the public key is damaged, or no Ed25519 key: " + text);
    }
  }

  static VerifierKey of(String name, byte[] publicKey) {
    byte[] key = Ed25519.joined(new byte[] {ED25519}, publicKey);
    String base64 = Base64.getEncoder().encodeToString(key);
    return new VerifierKey("%s+%s+%s".formatted(name, id(name, key), base64));
  }

  /** The first 4 bytes of SHA-256 over name, line break, signature type and key. */
  private static String id(String name, byte[] typeAndKey) {
    byte[] all = Ed25519.joined((name + "\n").getBytes(StandardCharsets.UTF_8), typeAndKey);
    return Digest.of(all).hex().substring(0, 8);
  }

  public String name() {
    return text.substring(0, text.indexOf('+'));
  }

  /** Eight hex digits: which key it is, to tell keys of one name apart. */
  public String id() {
    int at = text.indexOf('+') + 1;
    return text.substring(at, at + 8);
  }

  byte[] publicKey() {
    byte[] key = Base64.getDecoder().decode(text.substring(text.indexOf('+') + 10));
    return Arrays.copyOfRange(key, 1, key.length);
  }

  @Override
  public String toString() {
    return text;
  }
}
