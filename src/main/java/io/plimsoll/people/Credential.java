package io.plimsoll.people;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The secrets we hand out: a prefix, 43 random letters (256 bits) and a checksum of six. Scanners
 * of repositories and logs find them by prefix and checksum, and a mistyped one costs no query.
 * What is kept is the SHA-256 alone; for 256 random bits a slow hash would add nothing.
 */
enum Credential {
  API_TOKEN("plt_", "API token"),
  SESSION("pls_", "session"),
  ONE_TIME_CODE("plo_", "one-time code");

  private static final int LETTERS = 43;
  private static final int CHECK_LETTERS = 6;
  private static final Pattern BODY =
      Pattern.compile("[0-9A-Za-z]{" + (LETTERS + CHECK_LETTERS) + "}");

  private final String prefix;
  private final String word;

  Credential(String prefix, String word) {
    this.prefix = prefix;
    this.word = word;
  }

  /** A fresh one, to be shown once. */
  Secret mint() {
    String start = prefix + RandomText.letters(LETTERS);
    String text = start + check(start);
    return new Secret("new " + word, () -> text);
  }

  /** What is kept of it; empty when it is none of this kind. */
  Optional<Digest> digest(String text) {
    boolean shaped =
        text.startsWith(prefix) && BODY.matcher(text.substring(prefix.length())).matches();
    if (!shaped) {
      return Optional.empty();
    }
    int end = text.length() - CHECK_LETTERS;
    return check(text.substring(0, end)).equals(text.substring(end))
        ? Optional.of(Digest.ofText(text))
        : Optional.empty();
  }

  boolean looksLike(String text) {
    return text.startsWith(prefix);
  }

  private static String check(String text) {
    var crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    var letters = new StringBuilder();
    long rest = crc.getValue();
    int base = RandomText.ALPHABET.length();
    for (int i = 0; i < CHECK_LETTERS; i++) {
      letters.insert(0, RandomText.ALPHABET.charAt((int) (rest % base)));
      rest /= base;
    }
    return letters.toString();
  }
}
