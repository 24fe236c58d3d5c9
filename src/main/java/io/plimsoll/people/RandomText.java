package io.plimsoll.people;

import java.security.SecureRandom;

/** Unguessable texts of digits and letters, which survive every shell, URL and double-click. */
final class RandomText {
  static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomText() {}

  /**
   * @param count each letter is worth 5.95 bits: 43 are worth 256
   */
  static String letters(int count) {
    return RANDOM
        .ints(count, 0, ALPHABET.length())
        .collect(
            StringBuilder::new,
            (text, index) -> text.append(ALPHABET.charAt(index)),
            StringBuilder::append)
        .toString();
  }

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
