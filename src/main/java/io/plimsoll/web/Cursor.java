package io.plimsoll.web;

import java.util.Optional;

/** Where a page begins. To clients it is a word without meaning. */
final class Cursor {
  private static final int BASE = 36;
  private static final String SHAPE = "p[0-9a-z]{1,12}";

  private Cursor() {}

  static String of(long place) {
    return "p" + Long.toString(place, BASE);
  }

  /** Empty when we have never said so. */
  static Optional<Long> read(String text) {
    return text.matches(SHAPE)
        ? Optional.of(Long.parseLong(text.substring(1), BASE))
        : Optional.empty();
  }
}
