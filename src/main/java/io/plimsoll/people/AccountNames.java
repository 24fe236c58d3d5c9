package io.plimsoll.people;

import java.util.Locale;
import java.util.regex.Pattern;

/** The shape of account names: plain ASCII, so that no two look the same on a page. */
final class AccountNames {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");
  private static final Pattern EMAIL =
      Pattern.compile("[^\\s\\p{Cntrl}@]{1,64}@[^\\s\\p{Cntrl}@]{1,255}");

  private AccountNames() {}

  static String normal(String typed) {
    return typed.strip().toLowerCase(Locale.ROOT);
  }

  static void require(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new PeopleException(
          PeopleException.Kind.INVALID,
          "a name is 1 to 64 of a-z 0-9 . _ @ - and begins with a letter or digit");
    }
  }

  static void requireEmail(String email) {
    if (!EMAIL.matcher(email).matches()) {
      throw new PeopleException(
          PeopleException.Kind.INVALID, "that is no e-mail address, expected name@example.org");
    }
  }
}
