package io.plimsoll.control;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes unguessable texts: 32 random bytes in base64url without padding (43 characters). */
final class Tokens {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;

  private Tokens() {}

  static String random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
