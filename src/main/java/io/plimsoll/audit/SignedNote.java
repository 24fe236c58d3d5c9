package io.plimsoll.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with signatures below it (C2SP signed-note). What it says is to be ignored until a key
 * that is trusted has signed it.
 *
 * @param text ends with a line break
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
  private static final int LONGEST = 64 * 1024;
  private static final int ID_BYTES = 4;
  private static final Pattern LINE =
      Pattern.compile("— ([^+\\s]{1,200}) ([A-Za-z0-9+/=]{1,8000})");

  /**
   * @param base64 of key id and signature
   */
  public record NoteSignature(String name, String base64) {
    byte[] bytes() {
      return Base64.getDecoder().decode(base64);
    }

    String id() {
      return HexFormat.of().formatHex(bytes(), 0, ID_BYTES);
    }

    boolean isOf(VerifierKey key) {
      return name.equals(key.name()) && id().equals(key.id());
    }
  }

  static SignedNote of(String text, SigningKey key) {
    byte[] id = HexFormat.of().parseHex(key.verifier().id());
    String base64 = Base64.getEncoder().encodeToString(Ed25519.joined(id, key.sign(text)));
    return new SignedNote(text, List.of(new NoteSignature(key.verifier().name(), base64)));
  }

  /**
   * @throws IllegalArgumentException when it is no signed note
   */
  static SignedNote parse(String content) {
    int end = content.lastIndexOf("\n\n");
    boolean controls = content.chars().anyMatch(c -> c < ' ' && c != '\n');
    if (content.length() > LONGEST || end < 0 || !content.endsWith("\n") || controls) {
      throw new IllegalArgumentException("is no signed note");
    }
    var signatures = new ArrayList<NoteSignature>();
    for (String line : content.substring(end + 2).split("\n", -1)) {
      if (!line.isEmpty()) {
        signatures.add(signature(line));
      }
    }
    if (signatures.isEmpty()) {
      throw new IllegalArgumentException("is a note that nobody signed");
    }
    return new SignedNote(content.substring(0, end + 1), List.copyOf(signatures));
  }

  private static NoteSignature signature(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException("has a signature line that is none");
    }
    var signature = new NoteSignature(parts.group(1), parts.group(2));
    if (signature.bytes().length <= ID_BYTES) {
      throw new IllegalArgumentException("has a signature line without a signature");
    }
    return signature;
  }

  /** Whether this key has signed; each signature that claims to be of the key must be right. */
  boolean signedBy(VerifierKey key) {
    List<NoteSignature> claimed = signatures.stream().filter(s -> s.isOf(key)).toList();
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    return !claimed.isEmpty()
        && claimed.stream()
            .map(NoteSignature::bytes)
            .map(bytes -> Arrays.copyOfRange(bytes, ID_BYTES, bytes.length))
            .allMatch(signed -> Ed25519.verifies(key.publicKey(), message, signed));
  }

  /** Text, blank line, signatures. */
  public String encode() {
    var all = new StringBuilder(text).append('\n');
    signatures.forEach(
        s -> all.append("— ").append(s.name()).append(' ').append(s.base64()).append('\n'));
    return all.toString();
  }
}
