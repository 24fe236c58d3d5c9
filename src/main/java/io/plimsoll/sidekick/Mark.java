package io.plimsoll.sidekick;

/**
 * What a phone writes behind a record's text to know its own write again: a version that rises with
 * every write it has seen of the account, and a token no other write has. A record of the sample
 * has {@link #NONE}.
 */
record Mark(long version, String token) {
  static final Mark NONE = new Mark(0, "");

  private static final String BEGINS = " ~";
  private static final int TOKEN_DIGITS = 12;
  private static final int MOST_VERSION_DIGITS = 18;

  static Mark of(long version, Draw draw) {
    return new Mark(version, PgText.hex(new StringBuilder(), draw.next(), TOKEN_DIGITS).toString());
  }

  /** The mark at the end of a text, {@link #NONE} where there is none. */
  static Mark in(String text) {
    int at = text == null ? -1 : text.lastIndexOf(BEGINS);
    if (at < 0) {
      return NONE;
    }
    String[] parts = text.substring(at + BEGINS.length()).split("\\.", -1);
    boolean ours =
        parts.length == 2
            && parts[0].matches("[0-9]{1," + MOST_VERSION_DIGITS + "}")
            && parts[1].matches("[0-9a-f]{" + TOKEN_DIGITS + "}");
    return ours ? new Mark(Long.parseLong(parts[0]), parts[1]) : NONE;
  }

  /** The text without its mark. */
  static String without(String text) {
    return in(text).equals(NONE) ? text : text.substring(0, text.lastIndexOf(BEGINS));
  }

  /** The text with this mark behind it; nothing becomes the mark alone. */
  String behind(String text) {
    return equals(NONE) ? text : (text == null ? "" : text) + BEGINS + version + "." + token;
  }
}
