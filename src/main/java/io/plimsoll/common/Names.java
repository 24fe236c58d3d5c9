package io.plimsoll.common;

import java.util.regex.Pattern;

/** Checks the short names that end up in files, databases and pages. */
final class Names {
  private Names() {}

  static String require(Pattern shape, String value, String what) {
    if (value == null || !shape.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "%s must match %s, found '%s'".formatted(what, shape.pattern(), value));
    }
    return value;
  }
}
