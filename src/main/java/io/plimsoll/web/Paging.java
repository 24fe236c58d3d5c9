package io.plimsoll.web;

import java.util.OptionalLong;

/** How every list is asked for a page at a time. */
final class Paging {
  private static final int USUAL = 100;
  private static final int LARGEST = 1_000;

  private Paging() {}

  static OptionalLong after(String text) {
    if (text == null) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        Cursor.read(text)
            .orElseThrow(
                () ->
                    new RefusedException(
                        ProblemCode.BAD_REQUEST, "after: expected 'next' of the page before")));
  }

  static int limit(String text) {
    if (text == null) {
      return USUAL;
    }
    if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > LARGEST) {
      throw new RefusedException(
          ProblemCode.BAD_REQUEST, "limit: expected a number from 1 to %d".formatted(LARGEST));
    }
    return Integer.parseInt(text);
  }
}
