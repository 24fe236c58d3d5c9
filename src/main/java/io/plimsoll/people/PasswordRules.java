package io.plimsoll.people;

import io.plimsoll.common.Secret;
import java.util.Locale;

/**
 * What a new password must be: long. NIST SP 800-63B-4 asks for 15 characters where nothing else is
 * asked for, and against rules of composition.
 */
final class PasswordRules {
  static final int SHORTEST = 15;

  /** Longer ones only cost memory before anybody is known. */
  static final int LONGEST = 1024;

  private static final int FEWEST_DIFFERENT = 5;

  private PasswordRules() {}

  static void require(String name, Secret password) {
    String text = password.reveal();
    int length = text.codePointCount(0, text.length());
    if (length < SHORTEST || length > LONGEST) {
      throw refused("has %d to %d characters; a few words will do".formatted(SHORTEST, LONGEST));
    }
    if (text.codePoints().distinct().count() < FEWEST_DIFFERENT) {
      throw refused("has at least " + FEWEST_DIFFERENT + " different characters");
    }
    if (text.toLowerCase(Locale.ROOT).replace(name, "").length() < SHORTEST / 2) {
      throw refused("is more than the name");
    }
  }

  private static PeopleException refused(String rule) {
    return new PeopleException(PeopleException.Kind.INVALID, "a password " + rule);
  }
}
