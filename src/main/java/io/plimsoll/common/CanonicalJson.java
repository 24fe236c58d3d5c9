package io.plimsoll.common;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * JSON in the one form of which everybody computes the same digest (RFC 8785): keys sorted by
 * UTF-16 code units, numbers as ECMAScript writes them, no blanks.
 */
public final class CanonicalJson {
  private CanonicalJson() {}

  /**
   * The same object or array in canonical form.
   *
   * @throws IllegalArgumentException when the text is no JSON object or array
   */
  public static String of(String json) {
    try {
      return new JsonCanonicalizer(whole(json)).getEncodedString();
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("no canonical form: " + e.getMessage(), e);
    }
  }

  /** Half a surrogate pair has no UTF-8, so there would be no bytes to take a digest of. */
  private static String whole(String json) {
    return json.replaceAll("\\p{Cs}", "\uFFFD");
  }

  /** The canonical form's bytes, as they are hashed and signed. */
  public static byte[] bytes(String json) {
    return of(json).getBytes(StandardCharsets.UTF_8);
  }
}
